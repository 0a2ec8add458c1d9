/** Pictures of the manual, made from the product itself by `PICTURES=1 npx vitest run --project journeys e2e/manual.test.ts`. */
export const pictures = {
  signIn: { file: 'manual-sign-in.png', alt: 'サインインの画面。ログインIDの欄と「次へ」ボタン', width: 640, height: 380 },
  home: { file: 'manual-home.png', alt: 'ホームの画面。左上の☰メニューと「新たに発生届を提出」', width: 900, height: 560 },
  form: { file: 'manual-form.png', alt: '発生届の入力画面。「FAX様式」の切り替えと入力欄', width: 900, height: 560 },
  paper: { file: 'manual-paper.png', alt: 'FAX様式にした発生届の入力画面', width: 1000, height: 700 },
  gaps: { file: 'manual-gaps.png', alt: '任意入力の確認の画面。「続ける」と「修正する」', width: 900, height: 480 },
  period: { file: 'manual-period.png', alt: '健康観察の画面。大きく表示された電話番号と生年月日、「報告」', width: 900, height: 620 },
  registered: {
    file: 'manual-registered.png',
    alt: '登録完了の画面。「登録完了」「連続登録」「連続登録(引継ぎ)」',
    width: 900,
    height: 420,
  },
  list: { file: 'manual-list.png', alt: '登録情報一覧の画面。絞り込み条件と氏名', width: 900, height: 480 },
  caseMenu: { file: 'manual-case.png', alt: '発生届の画面。「編集」と「削除」', width: 900, height: 420 },
  early: { file: 'manual-early.png', alt: '発生届の提出前に使用する画面。氏名の欄', width: 900, height: 560 },
  earlyTabs: { file: 'manual-early-tabs.png', alt: '登録した方のHER-SYS IDとタブ。「完了」', width: 900, height: 480 },
  samePerson: { file: 'manual-same-person.png', alt: '登録済みの方の確認の画面。三つの選択肢と「続ける」', width: 900, height: 620 },
  print: { file: 'manual-print.png', alt: '発生届の画面。「PDF（印刷用）」と「HER-SYS ID印字」', width: 900, height: 420 },
  printMany: {
    file: 'manual-print-many.png',
    alt: '登録情報一覧の画面。左のチェックと「選んだ方をPDF（印刷用）」',
    width: 900,
    height: 560,
  },
  importPage: { file: 'manual-import.png', alt: 'エクセルインポートの結果の画面。行と列と理由、「報告」', width: 900, height: 760 },
} as const

export type PictureName = keyof typeof pictures
