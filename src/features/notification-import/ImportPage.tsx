import type { ComponentChildren } from 'preact'
import { formatInstant } from '../../i18n/format.ts'
import { columnLetter } from '../../platform/excel/spreadsheet.ts'
import { Facts, Notice, Table } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { useT } from '../../ui/shell.ts'
import type { Remark } from './examine-row.ts'
import { stateWords } from './ImportsPage.tsx'
import type { Counts, Import, RowLine } from './queries.server.ts'
import { keptDays, refusalText } from './refusals.ts'
import { knownText } from './rows.ts'

type Props = {
  found: Import
  counts: Counts
  /** One row more than is shown, where there are more. */
  faulty: RowLine[]
  noted: RowLine[]
  shown: number
  /** The same file was uploaded again. */
  isSame: boolean
}

const n = (count: number) => count.toLocaleString('ja-JP')

/** One file: how far it is, what is wrong with it, and 報告. */
export function ImportPage({ found, counts, faulty, noted, shown, isSame }: Props) {
  const t = useT()
  const { state } = found
  const isMoving = state === 'waiting' || state === 'checking' || state === 'filing'
  return (
    <StaffLayout title="エクセルインポートの結果" wide refresh={isMoving ? 3 : null} scripts={isMoving ? ['progress'] : []}>
      {isSame && (
        <Notice tone="warning" title="同じファイルがすでにアップロードされています">
          <p>二重に報告しないよう、前回の結果を表示しています。内容を直したときは、保存し直したファイルをアップロードしてください。</p>
        </Notice>
      )}
      {isMoving && <Progress found={found} counts={counts} />}
      {state === 'refused' && (
        <Notice tone="warning" title="ファイルを取り込めませんでした">
          <p>{refusalText(found.refusal ?? '', found.refusalDetail ?? [])}</p>
        </Notice>
      )}
      {state === 'done' && <Done found={found} counts={counts} />}
      {state === 'checked' && <Accept found={found} counts={counts} />}
      {counts.faulty + counts.known + counts.failed > 0 && !isMoving && (
        <section>
          <h2>報告されない行</h2>
          <p>
            <a class="button" href={`/institution/imports/${found.id}/file`}>
              エラー列を付けたファイルを受け取る(.xlsx)
            </a>{' '}
            <a href={`/institution/imports/${found.id}/file?rows=faulty`}>誤りのある行だけ受け取る</a>
          </p>
          <Remarks
            caption="報告されない行"
            rows={faulty}
            shown={shown}
            of={counts.faulty + counts.known + counts.failed}
            remarksOf={faultsOf}
            found={found}
          />
        </section>
      )}
      {state === 'checked' && noted.length > 0 && (
        <section>
          <h2>お確かめ</h2>
          <p>このままでも報告できます。</p>
          <Remarks caption="お確かめ" rows={noted} shown={shown} of={counts.noted} remarksOf={({ notes }) => notes ?? []} found={found} />
        </section>
      )}
      <section>
        <h2>ファイル</h2>
        <Facts
          rows={[
            ['状態', stateWords[state]],
            ['ファイル', found.fileName ?? '(消去済み)'],
            ['アップロード', `${formatInstant(t, new Date(found.uploadedAt))} ${found.uploaderName}`],
            ...(found.rowCount === null ? [] : [['行数', `${n(found.rowCount)}行`] as [string, string]]),
            ...(found.ignoredRows?.length
              ? [['読み飛ばした行(説明・記入例)', `${found.ignoredRows.join('、')}行目`] as [string, string]]
              : []),
          ]}
        />
        {found.erasedAt ? (
          <p class="hint">ファイルと行の内容は消去されました。</p>
        ) : (
          <p class="hint">ファイルと行の内容は、アップロードから{keptDays}日後に消去されます。</p>
        )}
        <p>
          <a href="/institution/imports">発生届のエクセルインポートへ戻る</a>
        </p>
      </section>
    </StaffLayout>
  )
}

function Progress({ found, counts }: Pick<Props, 'found' | 'counts'>) {
  const isFiling = found.state === 'filing'
  const total = isFiling ? counts.filed + counts.good : found.rowCount
  const done = isFiling ? counts.filed : counts.all
  const text =
    total === null ? 'ファイルを読み取っています。' : `${n(total)}行のうち${n(done)}行を${isFiling ? '報告しました' : '確認しました'}。`
  return (
    <section class="import-progress" data-progress>
      <p role="status">{text}</p>
      <progress aria-label={isFiling ? '報告の進み具合' : '確認の進み具合'} max={total ?? 1} value={total === null ? undefined : done} />
      <p class="hint">この画面を閉じても続きます。画面は自動で新しくなります。</p>
    </section>
  )
}

function Accept({ found, counts }: Pick<Props, 'found' | 'counts'>) {
  return (
    <section>
      <Facts
        rows={[
          ['報告できる行', `${n(counts.good)}行`],
          ['誤りのある行', `${n(counts.faulty)}行`],
          ['同じ内容の行(報告済みを含む)', `${n(counts.known)}行`],
        ]}
      />
      <div class="import-actions">
        {counts.good > 0 && (
          <Form action={`/institution/imports/${found.id}/accept`} label="報告">
            <p>
              報告すると、1行ごとに画面から報告したときと同じように発生届が提出され、HER-SYS
              IDの発行、健康観察の開始、SMSの送信、保健所への報告メールの送信が行われます。
            </p>
            {counts.alike > 0 && (
              <p>
                <label class="tick">
                  <input type="checkbox" name="leaveAlike" value="yes" checked /> 同じ方かもしれない登録がある行({n(counts.alike)}
                  行)は報告しない
                </label>
              </p>
            )}
            <button class="primary">{orderWords(counts)}</button>
          </Form>
        )}
        <Form action={`/institution/imports/${found.id}/discard`} label="取りやめ">
          <button>取りやめる(報告せずに消去)</button>
        </Form>
      </div>
    </section>
  )
}

/** How many it will be is only said where the box above cannot change it. */
function orderWords({ good, alike, faulty, known }: Counts): string {
  const which = faulty + known > 0 ? '誤りのない' : ''
  return alike > 0 ? `${which || '選んだ'}行を報告` : `${which}${n(good)}行を報告`
}

function Done({ found, counts }: Pick<Props, 'found' | 'counts'>) {
  return (
    <Notice tone="success" title={`${n(counts.filed)}件の発生届を報告しました`}>
      <p>
        HER-SYS IDは<a href="/institution/notifications">登録情報一覧</a>で確認できます。
        {counts.left > 0 && ` 同じ方かもしれない登録がある${n(counts.left)}行は報告していません。`}
      </p>
      {!found.erasedAt && (
        <p>
          <a href={`/institution/imports/${found.id}/file`}>HER-SYS IDを付けたファイルを受け取る(.xlsx)</a>
        </p>
      )}
    </Notice>
  )
}

const faultsOf = (row: RowLine): Remark[] => (row.state === 'known' ? [{ column: null, text: knownText(row) }] : (row.faults ?? []))

type RemarksProps = {
  caption: string
  rows: RowLine[]
  shown: number
  of: number
  remarksOf: (row: RowLine) => Remark[]
  found: Import
}

/** Row, column and reason, one line a remark; nothing of what stands in the file. */
function Remarks({ caption, rows, shown, of, remarksOf }: RemarksProps) {
  const lines: ComponentChildren[] = rows.slice(0, shown).flatMap((row) =>
    remarksOf(row).map(({ column, text }, at) => (
      <tr key={`${row.row}.${at}`}>
        <td class="nowrap">{row.row}行目</td>
        <td class="nowrap">{column === null ? '－' : `${columnLetter(column)}列`}</td>
        <td>{text}</td>
      </tr>
    )),
  )
  return (
    <>
      <Table caption={caption} head={['行', '列', '内容']}>
        {lines}
      </Table>
      {rows.length > shown && (
        <p class="hint">
          {n(of)}行のうち、はじめの{n(shown)}行を表示しています。すべての行はファイルで確認できます。
        </p>
      )}
    </>
  )
}
