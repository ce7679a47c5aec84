import type { ReactNode } from 'react'
import { Mark, type Kind } from '@/components/figures/marks'
import { Delta, Money, MoneyFigure } from '@/components/figures/money'
import { Segmented } from '@/components/ui/segmented'
import { Decimal } from '@/lib/decimal'
import { average, cents, DASH, joined, NARROW, percent, quantity, tokens } from '@/lib/format'
import { againstLabel, periodLabel, type Range } from '@/lib/range'
import { Tally } from '@/lib/sums'
import type { Board } from './board'
import { Spark } from './Spark'

/** Four statements about one sum, under one rule. */
export function StatStrip({
  board,
  range,
  volume,
  onVolume,
}: {
  board: Board
  range: Range
  volume: 'requests' | 'tokens'
  onVolume: (volume: 'requests' | 'tokens') => void
}) {
  return (
    <section
      aria-label="Totals"
      className="grid rounded-b-m border border-t-2 border-line border-t-rule bg-surface md:grid-cols-2 xl:grid-cols-4 [&>*]:border-line max-md:[&>*+*]:border-t md:max-xl:[&>*:nth-child(even)]:border-l md:max-xl:[&>*:nth-child(n+3)]:border-t xl:[&>*+*]:border-l"
    >
      <Spend board={board} range={range} />
      <Budget />
      <Volume board={board} range={range} volume={volume} onVolume={onVolume} />
      <Accuracy tally={board.total.tally} />
    </section>
  )
}

function Stat({
  title,
  head,
  figure,
  picture,
  children,
}: {
  title: string
  head: ReactNode
  figure: ReactNode
  picture?: ReactNode
  children?: ReactNode
}) {
  return (
    <div role="group" aria-label={title} className="flex min-w-0 flex-col p-4 py-3.5">
      <div className="flex min-h-[22px] items-center gap-2 text-ink-2">
        <b className="font-[550] text-ink">{title}</b>
        {head}
      </div>
      <div className="mt-1 mb-2 flex min-h-10 items-end justify-between gap-3">
        <div className="figure max-md:text-[30px]">{figure}</div>
        {picture}
      </div>
      {children}
    </div>
  )
}

function Facts({ children }: { children: ReactNode }) {
  return <dl className="grid grid-cols-[1fr_auto] gap-x-3 gap-y-px">{children}</dl>
}

function Fact({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <>
      <dt className="flex min-w-0 items-center gap-[7px] text-ink-2">{name}</dt>
      <dd className="text-right whitespace-nowrap">{children}</dd>
    </>
  )
}

function Spend({ board, range }: { board: Board; range: Range }) {
  const { tally, buckets, before } = board.total
  const filling = range.until < range.to
  const last = buckets.at(-1)
  return (
    <Stat
      title="Spend"
      head={
        <>
          <span>
            {periodLabel({ from: range.from, to: Math.max(range.until, range.from + 1) }, range.zone)}
          </span>
          <span className="flex-1" />
          <Delta now={tally.cost} before={before?.cost ?? null} />
        </>
      }
      figure={<MoneyFigure parts={cents(tally.cost, board.currency)} />}
      picture={<Spark values={buckets.map((bucket) => bucket.cost)} partial={filling} />}
    >
      <Facts>
        {range.against && before ? (
          <Fact name={againstLabel(range.against, range.zone)}>
            <Money value={before.cost} currency={board.currency} />
          </Fact>
        ) : null}
        {filling && last ? (
          <Fact name={`${FILLING[range.bucket]}, so far`}>
            <Money value={last.cost} currency={board.currency} />
          </Fact>
        ) : null}
        {[...tally.otherCurrencies].map(([currency, amount]) => (
          <Fact key={currency} name={`In ${currency}, not in this sum`}>
            <Money value={amount} currency={currency} />
          </Fact>
        ))}
      </Facts>
    </Stat>
  )
}

const FILLING = {
  minute: 'This minute',
  hour: 'This hour',
  day: 'Today',
  week: 'This week',
  month: 'This month',
}

function Budget() {
  return (
    <Stat title="Budget" head={null} figure={<span className="font-medium text-ink-3">none</span>}>
      <p className="text-ink-2">No budget is set.</p>
    </Stat>
  )
}

function Volume({
  board,
  range,
  volume,
  onVolume,
}: {
  board: Board
  range: Range
  volume: 'requests' | 'tokens'
  onVolume: (volume: 'requests' | 'tokens') => void
}) {
  const { tally, buckets, before } = board.total
  const byTokens = volume === 'tokens'
  const count = (t: Tally) => (byTokens ? t.tokens : Decimal.of(t.requests))
  const priced = pricedPart(board)
  const none = tally.failed + tally.notBilled
  return (
    <Stat
      title="Volume"
      head={
        <>
          <Segmented
            label="Volume in"
            value={volume}
            onChange={onVolume}
            options={[
              ['requests', 'Requests'],
              ['tokens', 'Tokens'],
            ]}
            className="[&_button]:leading-4"
          />
          <span className="flex-1" />
          <Delta now={count(tally)} before={before ? count(before) : null} />
        </>
      }
      figure={
        <span title={quantity(count(tally))}>
          {byTokens ? tokens(tally.tokens) : quantity(tally.requests)}
        </span>
      }
      picture={<Spark values={buckets.map(count)} partial={range.until < range.to} />}
    >
      <Facts>
        {byTokens ? (
          <Fact name="Requests">{quantity(tally.requests)}</Fact>
        ) : (
          <Fact name="Tokens">
            <span title={quantity(tally.tokens)}>{tokens(tally.tokens)}</span>
          </Fact>
        )}
        <Fact name="Cost per 1,000 requests">
          {perUnit(priced.cost.shifted(3), Decimal.of(priced.known), board.currency)}
        </Fact>
        <Fact name={`Cost per 1${NARROW}M tokens`}>
          {perUnit(priced.cost.shifted(6), priced.tokens, board.currency)}
        </Fact>
        <Fact name="Failed or not billed">
          {tally.requests > 0 ? percent(none / tally.requests, 2) : '0'}
        </Fact>
      </Facts>
    </Stat>
  )
}

/** What has nothing unpriced in it: only there do cost and quantity speak of the same requests. */
function pricedPart(board: Board): Tally {
  const part = new Tally()
  for (const series of [...board.top, ...(board.other ? [board.other] : [])])
    if (series.tally.unpriced === 0) part.merge(series.tally)
  return part
}

function perUnit(cost: Decimal, count: Decimal, currency: string): string {
  return count.sign() === 0 ? DASH : joined(average(cost.dividedBy(count, 12), currency))
}

function Accuracy({ tally }: { tally: Tally }) {
  const outside: [Kind, string, number][] = [
    ['unpriced', 'Unpriced, not in the sum', tally.unpriced],
    ['estimated', 'Estimated, in the sum', tally.estimated],
    ['unknown', 'Unknown, not in the sum', tally.unknown],
  ]
  if (tally.interrupted > 0) outside.push(['interrupted', 'Interrupted, not in the sum', tally.interrupted])
  return (
    <Stat
      title="Accuracy"
      head={<span className="truncate">how sure these figures are</span>}
      figure={
        tally.requests === 0 ? (
          <span className="font-medium text-ink-3">{DASH}</span>
        ) : (
          <>
            {percent(tally.known / tally.requests, 2)}{' '}
            <small className="text-[14px]/5 font-medium tracking-normal text-ink-2">priced</small>
          </>
        )
      }
    >
      <Facts>
        {outside.map(([kind, name, count]) => (
          <Fact
            key={kind}
            name={
              <>
                <Mark kind={kind} className="w-3.5" />
                {name}
              </>
            }
          >
            {count > 0 ? (
              `${quantity(count)} ${count === 1 ? 'request' : 'requests'}`
            ) : (
              <span className="text-ink-3">0</span>
            )}
          </Fact>
        ))}
      </Facts>
    </Stat>
  )
}
