import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
  useTable,
  type SortingState,
} from '@tanstack/react-table'
import { useMemo, useState } from 'react'
import { Mark, Swatch } from '@/components/figures/marks'
import { Delta, Money } from '@/components/figures/money'
import { Panel, PanelHead } from '@/components/panel'
import { Sub, Table, Td, Th, TotalTr, Tr } from '@/components/ui/table'
import { useScope } from '@/components/useScope'
import { usePalette } from '@/components/usePalette'
import { cn } from '@/lib/cn'
import { Decimal } from '@/lib/decimal'
import { average, centsColumn, DASH, joined, percent, quantity, tokens, type MoneyParts } from '@/lib/format'
import { OTHER } from '@/lib/palette'
import { FILTERS, type ScopeLink } from '@/lib/scope'
import { Tally } from '@/lib/sums'
import type { Board, Series } from './board'
import { extent, plural, seriesName } from './labels'

interface Row {
  series: Series
  name: string
  /** To the cent, so that the printed column adds up. */
  printed: MoneyParts
  change: number
  perRequest: Decimal
  cached: number | null
}

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() })
const helper = createColumnHelper<typeof features, Row>()
const by = (of: (row: Row) => Decimal) => ({
  sortFn: (a: { original: Row }, b: { original: Row }) => of(a.original).compare(of(b.original)),
  sortDescFirst: true,
})
const WIDE = 'max-lg:hidden'
const WIDEST = 'max-2xl:hidden'

const columns = helper.columns([
  helper.accessor('name', { header: 'Name' }),
  helper.accessor((row) => row.series.tally.cost, {
    id: 'spend',
    header: 'Spend',
    ...by((row) => row.series.tally.cost),
  }),
  helper.accessor('change', { header: 'Change', sortDescFirst: true }),
  helper.accessor((row) => row.series.tally.cost, {
    id: 'share',
    header: 'Share',
    ...by((row) => row.series.tally.cost),
  }),
  helper.accessor((row) => row.series.tally.requests, {
    id: 'requests',
    header: 'Requests',
    sortDescFirst: true,
  }),
  helper.accessor((row) => row.series.tally.tokensIn, {
    id: 'in',
    header: 'Tokens in',
    ...by((row) => row.series.tally.tokensIn),
  }),
  helper.accessor((row) => row.series.tally.tokensOut, {
    id: 'out',
    header: 'Tokens out',
    ...by((row) => row.series.tally.tokensOut),
  }),
  helper.accessor('perRequest', { header: 'Per request', ...by((row) => row.perRequest) }),
  helper.accessor((row) => row.cached ?? -1, { id: 'cached', header: 'Cached', sortDescFirst: true }),
])
const VISIBLE: Record<string, string> = {
  change: WIDE,
  share: WIDE,
  requests: WIDE,
  in: cn(WIDE, WIDEST),
  out: cn(WIDE, WIDEST),
  perRequest: WIDE,
  cached: WIDE,
}

export function WhereTable({ board, className }: { board: Board; className?: string }) {
  const [{ group, ...scope }, change] = useScope()
  const colour = usePalette(group)
  const rows = useMemo(() => rowsOf(board, (key) => seriesName(key, group)), [board, group])
  const [sorting, setSorting] = useState<SortingState>([])
  const table = useTable({ features, columns, data: rows, state: { sorting }, onSortingChange: setSorting })
  const { tally, before } = board.total
  const largest = rows.reduce(
    (max, row) => (row.series.tally.cost.compare(max) > 0 ? row.series.tally.cost : max),
    Decimal.ZERO,
  )
  const narrow = (key: string) =>
    change({ [`f.${group}`]: [...new Set([...scope[`f.${group}`], key])], only: undefined } as ScopeLink)
  return (
    <Panel aria-label="Where the money goes" className={className}>
      <PanelHead title="Where the money goes" note={extent(board.top, board.otherCount, group)} />
      <Table className="[&_td]:px-[5px] [&_td:first-child]:pl-3.5 [&_td:last-child]:pr-4 [&_th]:px-[5px] [&_th:first-child]:pl-3.5 [&_th:last-child]:pr-4">
        <thead>
          {table.getHeaderGroups().map((headers) => (
            <tr key={headers.id}>
              {headers.headers.map((header) => {
                const sorted = header.column.getIsSorted()
                const name =
                  header.column.id === 'name' ? FILTERS[group] : String(header.column.columnDef.header)
                return (
                  <Th
                    key={header.id}
                    numeric={header.column.id !== 'name'}
                    className={VISIBLE[header.column.id] ?? ''}
                    aria-sort={sorted ? (sorted === 'asc' ? 'ascending' : 'descending') : 'none'}
                  >
                    <button
                      type="button"
                      onClick={header.column.getToggleSortingHandler()}
                      className={cn('hover:text-ink', sorted && 'text-ink')}
                    >
                      {name}
                      {sorted ? <span aria-hidden="true">{sorted === 'asc' ? ' ↑' : ' ↓'}</span> : null}
                    </button>
                  </Th>
                )
              })}
            </tr>
          ))}
        </thead>
        <tbody>
          {table.getRowModel().rows.map(({ id, original: row }) => {
            const { series } = row
            const t = series.tally
            const c = series.key === null ? OTHER : colour(series.key)
            return (
              <Tr key={id}>
                <Td>
                  <div className="flex min-w-0 items-center gap-[9px]">
                    <Swatch colour={c} />
                    <div className="min-w-0">
                      {series.key === null ? (
                        <span className="whitespace-nowrap">Other</span>
                      ) : (
                        <button
                          type="button"
                          title={`Only ${row.name}`}
                          onClick={() => narrow(series.key!)}
                          className="name max-w-full truncate whitespace-nowrap hover:underline"
                        >
                          {row.name}
                        </button>
                      )}
                      {t.unpriced > 0 ? (
                        <span title={`${quantity(t.unpriced)} unpriced, not in its spend`}>
                          {' '}
                          <Mark kind="unpriced" />
                        </span>
                      ) : null}
                      <Sub>
                        {percent(t.cost.share(tally.cost))} · {quantity(t.requests)} req{' '}
                        <Delta now={t.cost} before={series.before?.cost ?? null} className="text-inherit" />
                      </Sub>
                    </div>
                  </div>
                </Td>
                <Td numeric className="relative lg:min-w-[88px]">
                  <Money value={t.cost} printed={row.printed} currency={board.currency} />
                  <svg
                    className="absolute right-[5px] bottom-[3px] left-[5px] w-[calc(100%-10px)]"
                    height="3"
                    aria-hidden="true"
                  >
                    <rect
                      width={`${Math.max(0, t.cost.share(largest)) * 100}%`}
                      height="3"
                      fill={`var(--c${c})`}
                    />
                  </svg>
                </Td>
                <Td numeric className={WIDE}>
                  <Delta now={t.cost} before={series.before?.cost ?? null} />
                </Td>
                <Td numeric className={WIDE}>
                  {percent(t.cost.share(tally.cost))}
                </Td>
                <Td numeric className={WIDE}>
                  {quantity(t.requests)}
                </Td>
                <Td numeric className={cn(WIDE, WIDEST)}>
                  <Tokens value={t.tokensIn} />
                </Td>
                <Td numeric className={cn(WIDE, WIDEST)}>
                  <Tokens value={t.tokensOut} />
                </Td>
                <Td numeric className={WIDE}>
                  {t.known > 0 ? joined(average(row.perRequest, board.currency)) : DASH}
                </Td>
                <Td numeric className={WIDE}>
                  {row.cached === null ? <span className="text-ink-3">none</span> : percent(row.cached, 0)}
                </Td>
              </Tr>
            )
          })}
          {board.unpriced.length > 0 ? <UnpricedRow board={board} noun={plural(group)} /> : null}
        </tbody>
        <tfoot>
          <TotalTr>
            <Td>
              Total{' '}
              {tally.unknown + tally.interrupted > 0 ? (
                <span className="font-normal text-ink-3">
                  + {quantity(tally.unknown + tally.interrupted)} unknown
                </span>
              ) : null}
            </Td>
            <Td numeric>
              <Money value={tally.cost} currency={board.currency} className="double-rule" />
            </Td>
            <Td numeric className={WIDE}>
              <Delta now={tally.cost} before={before?.cost ?? null} />
            </Td>
            <Td numeric className={WIDE}>
              {tally.cost.sign() === 0 ? DASH : percent(1, 0)}
            </Td>
            <Td numeric className={WIDE}>
              {quantity(tally.requests)}
            </Td>
            <Td className={cn(WIDE, WIDEST)} />
            <Td className={cn(WIDE, WIDEST)} />
            <Td numeric className={WIDE}>
              {tally.known > 0 ? joined(average(perRequest(tally), board.currency)) : DASH}
            </Td>
            <Td className={WIDE} />
          </TotalTr>
        </tfoot>
      </Table>
    </Panel>
  )
}

function Tokens({ value }: { value: Decimal }) {
  return value.sign() === 0 ? (
    <span className="text-ink-3">0</span>
  ) : (
    <span title={quantity(value)}>{tokens(value)}</span>
  )
}

/** A person must decide these: counted, and in no sum. */
function UnpricedRow({ board, noun }: { board: Board; noun: string }) {
  const all = new Tally()
  for (const series of board.unpriced) all.merge(series.tally)
  const count = board.unpriced.length
  const names = board.unpriced.map((series) => series.key || 'not told').join(', ')
  return (
    <tr className="bg-warn-soft">
      <Td>
        <div className="flex items-center gap-[9px]" title={names}>
          <Mark kind="unpriced" />
          <div>
            <span className="whitespace-nowrap">
              {count} unpriced {count === 1 ? noun.replace(/s$/, '') : noun}
            </span>
            <Sub>{quantity(all.requests)} requests</Sub>
          </div>
        </div>
      </Td>
      <Td numeric className="font-semibold text-warn-ink">
        {DASH}
      </Td>
      <Td className={WIDE} />
      <Td className={WIDE} />
      <Td numeric className={WIDE}>
        {quantity(all.requests)}
      </Td>
      <Td numeric className={cn(WIDE, WIDEST)}>
        <Tokens value={all.tokensIn} />
      </Td>
      <Td numeric className={cn(WIDE, WIDEST)}>
        <Tokens value={all.tokensOut} />
      </Td>
      <Td className={WIDE} />
      <Td className={WIDE} />
    </tr>
  )
}

function perRequest(tally: Tally): Decimal {
  return tally.known > 0 ? tally.cost.dividedBy(Decimal.of(tally.known), 12) : Decimal.ZERO
}

function rowsOf(board: Board, name: (key: string | null) => string): Row[] {
  const series = [...board.top, ...(board.other ? [board.other] : [])]
  const printed = centsColumn(
    series.map((one) => one.tally.cost),
    board.currency,
  )
  return series.map((one, i) => {
    const { tally, before } = one
    const read = tally.quantity(['cache_read'])
    return {
      series: one,
      name: name(one.key),
      printed: printed[i]!,
      change:
        before && before.cost.sign() !== 0 ? tally.cost.minus(before.cost).share(before.cost) : Infinity,
      perRequest: perRequest(tally),
      cached: read.sign() === 0 ? null : read.share(tally.tokensIn),
    }
  })
}
