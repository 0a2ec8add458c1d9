/** Why a key could not be used, in the words of who sits before the screen; by the name of the browser's error. */
const words: Record<string, string> = {
  none: 'このブラウザーではセキュリティーキーを使えません。Microsoft EdgeまたはGoogle Chromeの新しい版をお使いください。',
  NotAllowedError: 'キーを確認できませんでした。時間切れになったか、取り消されました。キーを差し込み、もう一度押してください。',
  InvalidStateError: 'このキーは、すでに登録されています。別のキーを使ってください。',
  SecurityError: 'このアドレスではセキュリティーキーを使えません。サインインのアドレスを確かめてください。',
  NotSupportedError: 'このキーは使えない種類です。別のキーを使ってください。',
}

export const keyFaultText = (name: string): string => words[name] ?? words.NotAllowedError!
