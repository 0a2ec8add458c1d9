import { shortWhen } from '../../lib/staff-time.ts'
import { Badge, Table } from '../../ui/bits.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { decisionLabel, isWholly, type Pair, type Side } from './pair.ts'
import type { Said } from './pairs.server.ts'
import { reasonWords } from './words.ts'

type Props = { pairs: Pair[]; decided: Said[]; next: string | null; done: string | null }

/** 同一人物の可能性: pairs of which this centre has one side. */
export function PairListPage({ pairs, decided, next, done }: Props) {
  return (
    <StaffLayout title="同一人物の可能性" wide>
      {done && (
        <p class="notice success" role="status">
          {done}
        </p>
      )}
      <p>同じ人、または同じ症例かもしれない登録です。他の保健所の側は、照会するまで一部だけを表示します。</p>
      {pairs.length === 0 ? (
        <p class="calm">判断を待つ候補はありません。</p>
      ) : (
        <Table caption="同一人物の可能性" head={['見つかった日時', '一致する点', '一方', 'もう一方', '']}>
          {pairs.map((pair) => (
            <tr key={pair.id}>
              <td>{shortWhen(pair.foundAt)}</td>
              <td>
                {pair.reasons.map((reason) => (
                  <>
                    <Badge tone="info">{reasonWords[reason]}</Badge>{' '}
                  </>
                ))}
              </td>
              <td>
                <Who side={pair.one} />
              </td>
              <td>
                <Who side={pair.other} />
              </td>
              <td>
                <a class="button" href={`/centre/same-person/${pair.id}`}>
                  {isWholly(pair) ? '比べる' : '照会する'}
                  <span class="visually-hidden">（{pair.one.hersysId ?? pair.other.hersysId}）</span>
                </a>
              </td>
            </tr>
          ))}
        </Table>
      )}
      {next && (
        <p>
          <a class="button" href={next}>
            次の20件
          </a>
        </p>
      )}
      <h2>当保健所の最近の判断</h2>
      {decided.length === 0 ? (
        <p class="calm">まだありません。</p>
      ) : (
        <Table caption="当保健所の最近の判断" head={['日時', '判断', '理由', '判断した人', '']}>
          {decided.map((said) => (
            <tr key={`${said.at} ${said.decision} ${said.mergeId}`}>
              <td>{shortWhen(said.at)}</td>
              <td>
                {decisionLabel[said.decision]}
                {said.undone && said.decision !== 'undone' && '（取り消し済み）'}
              </td>
              <td class="as-typed">{said.reason}</td>
              <td>{said.byName}</td>
              <td>{said.mergeId && <a href={`/centre/same-person/merges/${said.mergeId}`}>内容・取り消し</a>}</td>
            </tr>
          ))}
        </Table>
      )}
    </StaffLayout>
  )
}

function Who({ side }: { side: Side }) {
  if (side.visible)
    return (
      <>
        {side.name} {side.hersysId}
        <br />
        <span class="hint">{side.centre}</span>
      </>
    )
  return (
    <>
      {side.firstKana ?? '？'}…（{side.ageBand === null ? '年代不明' : `${side.ageBand}代`}）{side.town}
      <br />
      <span class="hint">{side.centre}・一部のみ表示</span>
    </>
  )
}
