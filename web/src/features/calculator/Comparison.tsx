import type { ModelCount } from '@/api/client'
import { Panel, PanelHead } from '@/components/panel'
import { Button } from '@/components/ui/button'
import { cn } from '@/lib/cn'
import { Decimal } from '@/lib/decimal'
import { cents, DASH, joined, quantity, six } from '@/lib/format'
import { MODELS } from './models'
import { DAYS, type Question } from './question'
import { counted, isSure, sureness, Sureness } from './Sureness'

/** What one call and a month cost, as far as that is known. */
export interface Priced {
  count: ModelCount
  call: Decimal | null
  month: Decimal | null
}

export function priced(counts: readonly ModelCount[], question: Question): Priced[] {
  const calls = Decimal.of(question.callsADay).times(Decimal.of(DAYS))
  return counts
    .map((count) => {
      const call = count.cost === null ? null : Decimal.of(count.cost)
      return { count, call, month: call === null ? null : call.times(calls) }
    })
    .sort((a, b) => (a.call === null ? 1 : b.call === null ? -1 : a.call.compare(b.call)))
}

const unitPrice = (count: ModelCount, meter: string) =>
  count.lines?.find((line) => line.meter === meter)?.unit_price

function plain(value: string | undefined): string {
  if (value === undefined) return DASH
  const decimal = Decimal.of(value)
  return decimal.fixed(Math.max(2, decimal.places()))
}

/** The same prompt at other models, the cheapest first. */
export function Comparison({
  rows,
  question,
  onModel,
  onCopyLink,
  onCopyCsv,
  told,
}: {
  rows: Priced[]
  question: Question
  onModel: (model: string) => void
  onCopyLink: () => void
  onCopyCsv: () => void
  told: string
}) {
  const most = rows.reduce((a, row) => (row.call && row.call.compare(a) > 0 ? row.call : a), Decimal.ZERO)
  return (
    <Panel className="mt-6">
      <PanelHead
        title="The same prompt elsewhere"
        note={`list prices, ${quantity(question.answerTokens)} tokens out`}
      >
        <span className="flex-1" />
        <span role="status" className="text-small text-ink-3">
          {told}
        </span>
        <Button size="small" className="max-md:hidden" onClick={onCopyCsv}>
          Copy as CSV
        </Button>
        <Button size="small" onClick={onCopyLink}>
          Copy link
        </Button>
      </PanelHead>
      <table className="w-full">
        <thead>
          <tr className="text-small text-ink-2 [&>th]:border-b [&>th]:border-line-strong [&>th]:px-2 [&>th]:py-[7px] [&>th]:font-[450] [&>th:first-child]:pl-4 [&>th:last-child]:pr-4">
            <th scope="col" className="text-left">
              Model
            </th>
            <th scope="col" className="text-right max-lg:hidden">
              Tokens in
            </th>
            <th scope="col" className="text-left max-lg:hidden">
              How sure
            </th>
            <th scope="col" className="text-right max-lg:hidden">
              Input, per 1M
            </th>
            <th scope="col" className="text-right max-lg:hidden">
              Output, per 1M
            </th>
            <th scope="col" className="text-right">
              One call
            </th>
            <th scope="col" className="w-[22%] max-lg:hidden">
              <span className="sr-only">Compared</span>
            </th>
            <th scope="col" className="text-right">
              {DAYS} days
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ count, call, month }) => (
            <tr
              key={count.model}
              aria-selected={count.model === question.model}
              className="border-b border-line last:border-b-0 hover:bg-hover aria-selected:bg-selected [&>td]:px-2 [&>td]:py-[6px] [&>td:first-child]:pl-4 [&>td:last-child]:pr-4"
            >
              <td>
                <button
                  type="button"
                  onClick={() => onModel(count.model)}
                  className="flex items-baseline gap-2.5 text-left"
                >
                  <i
                    aria-hidden="true"
                    className="size-2.5 flex-none rounded-[2px]"
                    style={{ background: colour(count) }}
                  />
                  <span>
                    <span className="name [overflow-wrap:anywhere]">{count.model}</span>
                    <span className="block text-small text-ink-3 lg:hidden">
                      {count.tokens === null ? DASH : quantity(count.tokens)} tokens, {sureness(count)}
                    </span>
                  </span>
                </button>
              </td>
              <td className="text-right whitespace-nowrap max-lg:hidden">{counted(count)}</td>
              <td className="max-lg:hidden">
                <Sureness count={count} />
              </td>
              <td className="text-right max-lg:hidden">{plain(unitPrice(count, 'input'))}</td>
              <td className="text-right max-lg:hidden">{plain(unitPrice(count, 'output'))}</td>
              <td className="text-right whitespace-nowrap">{call === null ? DASH : joined(six(call))}</td>
              <td className="max-lg:hidden">
                <Bar
                  share={call === null ? 0 : call.share(most)}
                  sure={isSure(count)}
                  colour={colour(count)}
                />
              </td>
              <td className="text-right whitespace-nowrap">{month === null ? DASH : joined(cents(month))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}

function colour(count: ModelCount): string {
  return `var(--c${MODELS.find(({ model }) => model === count.model)?.colour ?? 10})`
}

/** Full for what is exact; an outline for what is not. */
function Bar({ share, sure, colour }: { share: number; sure: boolean; colour: string }) {
  return (
    <span
      aria-hidden="true"
      className={cn('block h-2.5 border', share === 0 && 'hidden')}
      style={{ width: `${100 * share}%`, borderColor: colour, background: sure ? colour : 'transparent' }}
    />
  )
}
