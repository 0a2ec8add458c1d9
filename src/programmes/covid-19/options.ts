/** 重症化リスク因子, as numbered on the 発生届 (D23). The first is 悪性腫瘍 on the official form. */
export const riskFactors = {
  cancer: '1. 悪性腫瘍',
  respiratory: '2. 慢性呼吸器疾患(COPD等)',
  kidney: '3. 慢性腎臓病',
  heart: '4. 心血管疾患',
  brain: '5. 脳血管疾患',
  smoking: '6. 喫煙歴',
  hypertension: '7. 高血圧',
  diabetes: '8. 糖尿病',
  lipids: '9. 脂質異常症',
  obesity: '10. 肥満(BMI30以上)',
  immunity: '11. 臓器の移植、免疫抑制剤、抗がん剤等の使用、その他の事由による免疫機能の低下',
  pregnancy: '12. 妊婦',
  other: '13. その他',
} as const

/** Vaccines in use in Japan in mid-2022. */
export const vaccines = {
  pfizer: 'コミナティ(ファイザー)',
  moderna: 'スパイクバックス(モデルナ)',
  astrazeneca: 'バキスゼブリア(アストラゼネカ)',
  novavax: 'ヌバキソビッド(武田・ノババックス)',
  unknown: '不明',
  other: 'その他',
} as const
