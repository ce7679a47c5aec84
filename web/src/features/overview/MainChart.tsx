import { useMemo, useState } from 'react'
import type { Usage } from '@/api/client'
import { Swatch } from '@/components/figures/marks'
import { Panel, PanelHead } from '@/components/panel'
import { Kbd } from '@/components/ui/kbd'
import { Segmented } from '@/components/ui/segmented'
import { useScope } from '@/components/useScope'
import { usePalette } from '@/components/usePalette'
import { cn } from '@/lib/cn'
import { Decimal } from '@/lib/decimal'
import { axisCount, axisMoney, cents, centsColumn, DASH, joined, quantity, tokens } from '@/lib/format'
import { useKeys } from '@/lib/keys'
import { OTHER } from '@/lib/palette'
import { againstLabel, bucketLabel, periodLabel, tickLabel, type Range } from '@/lib/range'
import { capsOf, measure, type Board, type Metric, type Series } from './board'
import { ChartTable } from './ChartTable'
import { extent, seriesName } from './labels'
import { StackedBars } from './StackedBars'

const METRICS = [
  ['cost', 'Cost'],
  ['tokens', 'Tokens'],
  ['requests', 'Requests'],
] as const
const TITLES = { minute: 'minute', hour: 'hour', day: 'day', week: 'week', month: 'month' }

export function MainChart({
  board,
  before,
  range,
}: {
  board: Board
  before: Usage | undefined
  range: Range
}) {
  const [{ metric, view, group, only }, change] = useScope()
  const [crosshair, setCrosshair] = useState<number | null>(null)
  const colour = usePalette(group)
  const count = range.starts.length
  const filling = range.until < range.to
  const all = board.stack
  const shown = only === undefined ? all : all.filter((one) => idOf(one) === only)
  const selected = crosshair !== null && crosshair < count ? crosshair : null

  const keys: Parameters<typeof useKeys>[0] = {
    ArrowLeft: () => setCrosshair((at) => Math.max(0, (at ?? count) - 1)),
    ArrowRight: () => setCrosshair((at) => Math.min(count - 1, (at ?? -1) + 1)),
    Escape: () => (setCrosshair(null), change({ only: undefined }, true)),
    '0': () => change({ only: undefined }, true),
  }
  all.slice(0, 9).forEach((one, i) => {
    keys[String(i + 1)] = () => change({ only: only === idOf(one) ? undefined : idOf(one) }, true)
  })
  useKeys(keys)

  const name = METRICS.find(([value]) => value === metric)![1]
  const format = metric === 'cost' ? (v: Decimal) => axisMoney(v, board.currency) : axisCount
  const names = range.starts.map((start) => bucketLabel(start, range.bucket, range.zone))
  const caps = useMemo(
    () => (only === undefined ? capsOf(before, range, metric) : range.starts.map(() => null)),
    [before, range, metric, only],
  )
  return (
    <Panel
      aria-label={`${name} per ${TITLES[range.bucket]}`}
      className={cn('grid', view === 'bars' && 'xl:grid-cols-[minmax(0,1fr)_404px]')}
    >
      <div className="min-w-0">
        <PanelHead title={`${name} per ${TITLES[range.bucket]}`}>
          <Segmented
            label="Measure"
            options={METRICS}
            value={metric}
            onChange={(m) => change({ metric: m }, true)}
          />
          <span className="flex-1" />
          <Segmented
            label="Show as"
            options={[
              ['bars', 'Bars'],
              ['table', 'Table'],
            ]}
            value={view}
            onChange={(v) => change({ view: v }, true)}
          />
        </PanelHead>
        {view === 'table' ? (
          <ChartTable
            series={shown}
            caps={caps}
            names={names}
            metric={metric}
            group={group}
            currency={board.currency}
          />
        ) : (
          <div className="pr-2 pb-4 pl-4">
            <StackedBars
              label={`${name} per ${TITLES[range.bucket]}, stacked by ${group}, ${names[0]} to ${names.at(-1)}. The same figures stand under Table.`}
              stacks={shown.map((one) => ({
                key: idOf(one),
                colour: one.key === null ? OTHER : colour(one.key),
                values: one.buckets.map((bucket) => measure(bucket, metric)),
              }))}
              totals={range.starts.map((_, i) =>
                Decimal.sum(shown.map((one) => measure(one.buckets[i]!, metric))),
              )}
              caps={caps}
              gaps={board.total.buckets.map((bucket) => bucket.requests === 0)}
              pale={filling ? count - 1 : null}
              tick={(i, before) =>
                tickLabel(
                  range.starts[i]!,
                  before === undefined ? undefined : range.starts[before],
                  range.bucket,
                  range.zone,
                )
              }
              names={names}
              format={format}
              selected={selected}
              onSelect={setCrosshair}
            />
            <ChartKey
              against={caps.some((cap) => cap !== null)}
              filling={filling}
              gaps={board.total.buckets.some((b) => b.requests === 0)}
            />
          </div>
        )}
      </div>
      {view === 'table' ? null : (
        <Legend
          board={board}
          caps={caps}
          range={range}
          metric={metric}
          at={selected ?? count - 1}
          crosshair={selected !== null}
        />
      )}
    </Panel>
  )
}

export function idOf(series: Series): string {
  return series.key === null ? '…' : series.key
}

function ChartKey({ against, filling, gaps }: { against: boolean; filling: boolean; gaps: boolean }) {
  return (
    <div className="flex flex-wrap items-center gap-x-[18px] gap-y-1 pt-1.5 pl-11 text-small text-ink-2 md:pl-14">
      {against ? (
        <span className="inline-flex items-center gap-1.5 max-sm:hidden">
          <svg width="22" height="10" aria-hidden="true">
            <path d="M1 5H21" stroke="var(--ink)" strokeWidth="2" strokeDasharray="2 1.6" />
          </svg>
          Period before
        </span>
      ) : null}
      {filling ? (
        <span className="inline-flex items-center gap-1.5">
          <span aria-hidden="true" className="size-2.5 rounded-[2px] bg-series opacity-50" /> Still filling
        </span>
      ) : null}
      {gaps ? (
        <span className="inline-flex items-center gap-1.5">
          <svg width="14" height="10" aria-hidden="true">
            <path d="M0 8H14" stroke="var(--ink-3)" strokeWidth="2" strokeDasharray="2 2" />
          </svg>
          No calls
        </span>
      ) : null}
    </div>
  )
}

/** The legend is the readout: names in stack order, the crosshair's bucket, the period. */
function Legend({
  board,
  caps,
  range,
  metric,
  at,
  crosshair,
}: {
  board: Board
  caps: (Decimal | null)[]
  range: Range
  metric: Metric
  at: number
  crosshair: boolean
}) {
  const [{ group, only }, change] = useScope()
  const colour = usePalette(group)
  const write = writer(metric, board.currency)
  const others = board.otherCount + board.unpriced.length
  const bucketOf = (one: Series) => one.buckets[at]
  const { stack: series, total } = board
  const column = (of: (one: Series) => Decimal) =>
    metric === 'cost' ? centsColumn(series.map(of), board.currency).map(joined) : series.map(of).map(write)
  const inBucket = column((one) => (bucketOf(one) ? measure(bucketOf(one)!, metric) : Decimal.ZERO))
  const inPeriod = column((one) => measure(one.tally, metric))
  const bucket = bucketOf(total)
  const label = bucketLabel(range.starts[at]!, range.bucket, range.zone)
  return (
    <div className="border-t border-line px-4 pt-3.5 pb-4 xl:border-t-0 xl:border-l">
      <table className="w-full border-collapse [&_td]:py-[2.5px] [&_th]:py-[2.5px]">
        <thead>
          <tr className="border-b border-line-strong text-small text-ink-3 *:font-normal">
            <th scope="col" className="text-left first-letter:uppercase">
              {extent(board.top, others, group)}
            </th>
            <th
              scope="col"
              className="pl-2 text-right whitespace-nowrap"
              aria-live={crosshair ? 'polite' : 'off'}
            >
              {label}
            </th>
            <th scope="col" className="pl-2 text-right whitespace-nowrap max-md:hidden">
              {brief(
                periodLabel({ from: range.from, to: Math.max(range.until, range.from + 1) }, range.zone),
                'Period',
              )}
            </th>
            <td className="w-6 max-lg:hidden" />
          </tr>
        </thead>
        <tbody>
          {series.map((one, i) => (
            <tr key={idOf(one)} className={cn(only !== undefined && only !== idOf(one) && 'opacity-45')}>
              <th scope="row" className="w-full max-w-0 text-left font-normal">
                <button
                  type="button"
                  aria-pressed={only === idOf(one)}
                  title={only === idOf(one) ? 'Show all again' : 'Show alone'}
                  onClick={() => change({ only: only === idOf(one) ? undefined : idOf(one) }, true)}
                  className="flex w-full min-w-0 items-center gap-2.5 text-left hover:underline"
                >
                  <Swatch colour={one.key === null ? OTHER : colour(one.key)} />
                  <span className="truncate">
                    {seriesName(one.key, group)}
                    {one.key === null ? `, ${others} more` : ''}
                  </span>
                </button>
              </th>
              <td className="pl-2 text-right whitespace-nowrap text-ink-2">
                {bucketOf(one)?.requests ? inBucket[i] : <span className="text-ink-3">{DASH}</span>}
              </td>
              <td className="pl-2 text-right whitespace-nowrap max-md:hidden">{inPeriod[i]}</td>
              <td className="pl-2 text-right max-lg:hidden">{i < 9 ? <Kbd>{String(i + 1)}</Kbd> : null}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr className="border-t border-rule font-semibold">
            <th scope="row" className="pt-1! text-left font-semibold">
              Total
            </th>
            <td className="pl-2 text-right whitespace-nowrap">
              {bucket?.requests ? write(measure(bucket, metric)) : DASH}
            </td>
            <td className="pl-2 text-right whitespace-nowrap max-md:hidden">
              <span className="double-rule">{write(measure(total.tally, metric))}</span>
            </td>
            <td className="max-lg:hidden" />
          </tr>
          {range.against && total.before ? (
            <tr className="text-ink-2">
              <th scope="row" className="text-left font-normal">
                {brief(againstLabel(range.against, range.zone), 'Period before')}
              </th>
              <td className="pl-2 text-right whitespace-nowrap">{caps[at] ? write(caps[at]) : null}</td>
              <td className="pl-2 text-right whitespace-nowrap max-md:hidden">
                {write(measure(total.before, metric))}
              </td>
              <td className="max-lg:hidden" />
            </tr>
          ) : null}
        </tfoot>
      </table>
    </div>
  )
}

/** A label that would crowd the names out stands in the control bar anyway. */
function brief(label: string, instead: string): string {
  return label.length > 20 ? instead : label
}

export function writer(metric: Metric, currency: string): (value: Decimal) => string {
  if (metric === 'cost') return (value) => joined(cents(value, currency))
  return metric === 'tokens' ? tokens : quantity
}
