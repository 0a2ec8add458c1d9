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

/** 治療薬 of the form from 2022-09-26. */
export const drugs = {
  ronapreve: 'ロナプリーブ',
  steroid: 'ステロイド薬',
  xevudy: 'ゼビュディ',
  tocilizumab: 'トシリズマブ',
  paxlovid: 'パキロビット',
  baricitinib: 'バリシチニブ',
  lagevrio: 'ラゲブリオ',
  veklury: 'ベクルリー',
} as const

/** 重症化リスク因子 of the older form: its own list, the same keys for the same thing. */
export const riskFactorsOf2021 = {
  cancer: '悪性腫瘍',
  respiratory: '慢性閉塞性肺疾患(COPD)',
  kidney: '慢性腎臓病',
  hypertension: '高血圧',
  diabetes: '糖尿病',
  lipids: '脂質異常症',
  obesity: '肥満(BMI30以上)',
  smoking: '喫煙歴',
  other: 'その他',
} as const

/** 11 症状 of the older form. */
export const symptomsOf2021 = {
  fever: '発熱',
  cough: '咳',
  respiratory: '咳以外の急性呼吸器症状',
  pneumonia: '肺炎像',
  severePneumonia: '重篤な肺炎',
  ards: '急性呼吸窮迫症候群',
  organFailure: '多臓器不全',
  fatigue: '全身倦怠感',
  headache: '頭痛',
  nausea: '嘔気/嘔吐',
  diarrhoea: '下痢',
  conjunctivitis: '結膜炎',
  smellTaste: '嗅覚・味覚障害',
  other: 'その他',
  none: 'なし',
} as const

/** 検体 of a 核酸増幅法. */
export const specimens = {
  sputum: '喀痰',
  trachealAspirate: '気管吸引液',
  lavage: '肺胞洗浄液',
  throatSwab: '咽頭拭い液',
  nasalAspirate: '鼻腔吸引液',
  nasalSwab: '鼻腔拭い液',
  nasopharyngealSwab: '鼻咽頭拭い液',
  stool: '便',
  saliva: '唾液',
  autopsy: '剖検材料',
  other: 'その他',
} as const
