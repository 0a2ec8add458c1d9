export type ReplyMeaning = 'stop' | 'start' | 'other'

/** Whole replies, without their brackets and full stops; what stands in a longer sentence is for a person to read. */
const stops = [
  ...[
    'stop',
    'stopall',
    'unsubscribe',
    'cancel',
    'end',
    'quit',
    '停止',
    '配信停止',
    '送信停止',
    '通知停止',
    '停止希望',
    '配信停止希望',
    'ストップ',
    'ていし',
    'テイシ',
  ],
  ...['退订', '停止接收', '退訂', '停止接收簡訊', '수신거부', '중지', 'parar', 'baja', 'sair', 'cancelar'],
]
const starts = [
  'start',
  'unstop',
  'yes',
  '再開',
  '配信再開',
  '送信再開',
  '通知再開',
  'スタート',
  'さいかい',
  'サイカイ',
  '恢复',
  '恢復',
  '수신동의',
  'iniciar',
  'reanudar',
  'retomar',
]

/** What a reply by SMS asks of the machine; anything but a known word is for a person. */
export function meaningOf(reply: string): ReplyMeaning {
  const word = reply
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s「」『』【】[\]()<>"'“”。、.,!?・:;]/g, '')
  return stops.includes(word) ? 'stop' : starts.includes(word) ? 'start' : 'other'
}

/** Signs of high urgency (緊急性の高い症状, MHLW 2020-04-27) as people write them; in a reply they make its item red. Better one too many. */
const urgent =
  /息(が|も)?(でき|苦し|くるし|荒|切れ)|いきぐるし|呼吸|苦し(い|く)|くるしい|胸(が|の)?(痛|いた)|意識|ぼんやり|もうろう|唇|くちびる|顔色|ゼーゼー|脈|倒れ|たおれ|救急|119|助けて|たすけて|横にな(れ|る)|can'?t breathe|cannot breathe|breath|chest|faint|unconscious|help me|呼吸困难|喘不|胸痛|昏|呼吸困難|숨|가슴|respirar|pecho|peito|falta de ar|desmay|desmai/i

export const soundsUrgent = (reply: string): boolean => urgent.test(reply.normalize('NFKC'))
