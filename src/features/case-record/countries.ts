/** Offered while a nationality is typed; any other name is taken as well. 日本 first, then by number of visitors and residents. */
export const countries: readonly string[] =
  '日本 中国 韓国 台湾 ベトナム フィリピン ブラジル ネパール インドネシア アメリカ タイ ペルー インド ミャンマー スリランカ 香港 オーストラリア イギリス フランス ドイツ カナダ マレーシア シンガポール バングラデシュ パキスタン モンゴル カンボジア ロシア イタリア スペイン メキシコ ニュージーランド ウクライナ トルコ イラン ナイジェリア エジプト ケニア ガーナ 南アフリカ オランダ スイス スウェーデン ポーランド ベルギー オーストリア ポルトガル コロンビア アルゼンチン ボリビア 無国籍'.split(
    ' ',
  )
