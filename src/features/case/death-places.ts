/** 死亡場所, as 医療 asks it too. */
export const deathPlaces: Record<string, string> = {
  hospital: '医療機関',
  home: '自宅',
  hotel: '宿泊療養施設',
  care: '高齢者施設・福祉施設等',
  other: 'その他',
  unknown: '不明',
}
