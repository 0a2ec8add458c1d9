/**
 * Forms of one character in names of people, the plainest first: 旧字体 (常用漢字表 in brackets, 人名用漢字別表第二) and what registers of residents
 * write besides (異体字, 俗字). Only for comparing: what was written is kept as it was written. Compatibility forms (﨑 apart) are Unicode's to settle.
 */
const groups = [
  '亜亞 悪惡 圧壓 囲圍 医醫 為爲 隠隱 栄榮 営營 衛衞 駅驛 円圓 塩鹽鹵 縁緣 応應 欧歐 桜櫻 奥奧 横橫 温溫 穏穩 価價 仮假 画畫 会會 絵繪 懐懷 楽樂 覚覺 学學斈 関關 缶罐 岳嶽',
  '勧勸 巻卷 寛寬 観觀 館舘 顔顏 気氣 帰歸 亀龜 戯戲 拠據 挙擧 虚虛 尭堯 暁曉 区區 駆驅 勲勳 薫薰 径徑 恵惠 渓溪 経經 継繼 蛍螢 鶏鷄雞 芸藝 県縣 倹儉 剣劍 険險 圏圈 検檢',
  '献獻 権權 顕顯 験驗 厳嚴 広廣 恒恆 晃晄 鉱鑛砿 黄黃 号號 国國圀 黒黑 砕碎 済濟 斎斉齋齊齎亝 剤劑 崎﨑嵜碕㟢 冊册 桟棧 蚕蠶 参參 賛贊 残殘 糸絲 児兒 辞辭 湿濕 実實 写寫',
  '釈釋 寿壽 収收 従從 渋澁 縦縱 粛肅 処處 緒緖 叙敍 将將 称稱 焼燒 証證 奨奬 条條 乗乘 浄淨 剰剩 畳疊 縄繩 壌壤 嬢孃 譲讓 醸釀 触觸 嘱囑 真眞 慎愼 晋晉 寝寢 尽盡 図圖',
  '粋粹 酔醉 穂穗 随隨 枢樞 数數 瀬瀨 声聲 静靜 窃竊 摂攝 専專 浅淺 戦戰 践踐 銭錢 潜潛 繊纖 禅禪 曽曾 双雙 壮壯 争爭 荘莊 捜搜 挿插 巣巢 装裝 総總 騒騷 増增 蔵藏 臓臟',
  '続續 属屬 堕墮 対對 体體 帯帶 滞滯 台臺 滝瀧 択擇 沢澤 単單 担擔 胆膽 団團 弾彈 断斷 痴癡 昼晝 虫蟲 庁廳 徴徵 聴聽 鎮鎭 遙遥 逓遞 鉄鐵鉃 転轉 点點 伝傳 党黨 盗盜 灯燈',
  '当當 祷禱 闘鬪 徳德 独獨 読讀 届屆 弐貳 禰祢 悩惱 脳腦 覇霸 杯盃 廃廢 拝拜 売賣 麦麥 発發 髪髮 抜拔 晩晚 蛮蠻 秘祕 浜濱濵滨 富冨 払拂 仏佛 並竝 変變 辺邊邉 弁辨瓣辯 舗舖',
  '歩步 宝寶寳 豊豐 褒襃 翻飜 毎每 槙槇 万萬 満滿 黙默 野埜 弥彌 訳譯 薬藥 与與 予豫 余餘 誉譽 揺搖 様樣 謡謠 来來 頼賴 乱亂 覧覽 竜龍 両兩 猟獵 緑綠 涙淚 塁壘 礼禮 励勵',
  '戻戾 霊靈 齢齡 暦曆 歴歷 恋戀 錬鍊 炉爐 労勞 郎郞 楼樓 録錄 湾灣 高髙 吉𠮷 島嶋嶌㠀 峰峯 橋槗𣘺 桑桒 柳栁 土圡 角⻆ 松枩 船舩 鎌鐮 嶺岭 杉𣏤 淵渕渊 崇崈 槌鎚 梶𣓤',
  '諫諌 檜桧 凛凜 昂昻 巌巖 穣穰 萌萠 壷壺 焔焰 鴎鷗 麺麵 頬頰 填塡 侠俠 蝋蠟 醤醬 掴摑 倶俱 痩瘦 繋繫 薮藪 籠篭 蛎蠣 紘絋 迪廸 沼𣲽 穐秋 煕熙 晢晰 磯礒',
]

const plain = new Map(
  groups
    .join(' ')
    .split(' ')
    .flatMap((group) => {
      const [first, ...others] = [...group]
      return others.map((other) => [other, first!] as const)
    }),
)

/** The plainest form of one character; itself where it has no other. */
export const plainForm = (character: string): string => plain.get(character) ?? character
