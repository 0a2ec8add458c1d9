/** What is sent or said with a code (the voice spells digits and says everything twice). Nothing in it tells whose account it is for. */
export function codeMessage(code: string, channel: 'sms' | 'voice'): string {
  if (channel === 'voice') return `ハーシスの確認コードは、${code}、です。`
  return `【HER-SYS】確認コード: ${code}\n10分以内に入力してください。このコードを他の人に教えないでください。`
}
