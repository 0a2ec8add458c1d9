import { type Day, japaneseDay, japaneseTime } from './japanese-day.ts'

const weekdays = ['日', '月', '火', '水', '木', '金', '土']

/** '7/20(水) 10:26' in Japan: short enough for a list, with the weekday that shifts are planned by. */
export function shortWhen(instant: Date | string): string {
  const at = new Date(instant)
  return `${shortDay(japaneseDay(at))} ${japaneseTime(at)}`
}

/** '7/20(水)'. */
export function shortDay(day: Day): string {
  const [, month, date] = day.split('-').map(Number)
  return `${month}/${date}(${weekdays[new Date(`${day}T12:00:00Z`).getUTCDay()]})`
}

/** '5分前'; 'たった今' below a minute. */
export function ago(from: Date | string, now: Date): string {
  return now.getTime() - new Date(from).getTime() < 60_000 ? 'たった今' : `${elapsed(from, now)}前`
}

/** How long ago: '5分', '3時間12分', '2日4時間'; '1分未満' below a minute and for what lies ahead. */
export function elapsed(from: Date | string, now: Date): string {
  const minutes = Math.floor((now.getTime() - new Date(from).getTime()) / 60_000)
  if (minutes < 1) return '1分未満'
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60]
  if (days > 0) return hours > 0 ? `${days}日${hours}時間` : `${days}日`
  if (hours > 0) return rest > 0 ? `${hours}時間${rest}分` : `${hours}時間`
  return `${rest}分`
}
