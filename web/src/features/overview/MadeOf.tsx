import { Money } from '@/components/figures/money'
import { Panel, PanelHead } from '@/components/panel'
import { Sub, Table, Td, Th, TotalTr, Tr } from '@/components/ui/table'
import { Decimal } from '@/lib/decimal'
import { average, centsColumn, DASH, joined, percent, quantity, tokens } from '@/lib/format'
import { INPUT_METERS, METERS, OUTPUT_METERS, TOKEN_METERS } from '@/lib/names'
import { Tally } from '@/lib/sums'
import type { Board } from './board'

/** Meters are not models: they take tones and textures of accent and ink. */
const TEXTURES: Record<string, string> = {
  input: 'var(--series)',
  cache_read: 'color-mix(in oklab, var(--series) 62%, var(--surface))',
  cache_write: 'color-mix(in oklab, var(--series) 34%, var(--surface))',
  cache_write_5m: 'repeating-linear-gradient(90deg, var(--series) 0 2px, var(--surface) 2px 4px)',
  cache_write_1h: 'repeating-linear-gradient(0deg, var(--series) 0 2px, var(--surface) 2px 4px)',
  output: 'var(--ink)',
  reasoning: 'color-mix(in oklab, var(--ink) 58%, var(--surface))',
  web_search: 'var(--ink-3)',
  image: 'repeating-linear-gradient(90deg, var(--ink-3) 0 2px, var(--surface) 2px 4px)',
}
const PLAIN = 'var(--line-strong)'
/** Money of sub-calls and fees that no line of a receipt names. */
const REST = ''

interface Part {
  meter: string
  amount: Decimal
  quantity: Decimal | null
  /** Null where what is unpriced would blur it. */
  price: Decimal | null
}

export function MadeOf({ board, className }: { board: Board; className?: string }) {
  const { cost } = board.total.tally
  const parts = partsOf(board)
  const printed = centsColumn(
    parts.map((part) => part.amount),
    board.currency,
  )
  const share = (of: (meter: string) => boolean) =>
    Decimal.sum(parts.filter((part) => of(part.meter)).map((part) => part.amount)).share(cost)
  const kinds: [string, number][] = [
    ['Input', share((meter) => INPUT_METERS.includes(meter))],
    ['Output', share((meter) => OUTPUT_METERS.includes(meter))],
    ['Other', share((meter) => !TOKEN_METERS.includes(meter))],
  ]
  return (
    <Panel aria-label="What it is made of" className={className}>
      <PanelHead title="What it is made of" />
      <div className="px-4">
        <div className="mb-1.5 flex justify-between text-ink-2">
          {kinds.map(([name, part]) => (
            <span key={name}>
              {name} <b className="font-semibold text-ink">{cost.sign() === 0 ? DASH : percent(part)}</b>
            </span>
          ))}
        </div>
        <div
          role="img"
          aria-label={`Share of spend by meter: ${parts.map((part) => `${nameOf(part.meter)} ${percent(part.amount.share(cost))}`).join(', ')}`}
          className="mt-0.5 mb-3 flex h-[26px] gap-px bg-sunken"
        >
          {parts.map((part) =>
            part.amount.sign() > 0 ? (
              <span
                key={part.meter}
                className="min-w-px"
                style={{
                  width: `${part.amount.share(cost) * 100}%`,
                  background: TEXTURES[part.meter] ?? PLAIN,
                }}
              />
            ) : null,
          )}
        </div>
      </div>
      <Table>
        <thead>
          <tr>
            <Th>Meter</Th>
            <Th numeric>Spend</Th>
            <Th numeric>Share</Th>
            <Th numeric className="max-lg:hidden">
              Quantity
            </Th>
            <Th numeric className="max-lg:hidden">
              Effective price
            </Th>
          </tr>
        </thead>
        <tbody>
          {parts.map((part, i) => (
            <Tr key={part.meter}>
              <Td>
                <div className="flex items-center gap-[9px]">
                  <span
                    aria-hidden="true"
                    className="inline-block size-2.5 flex-none rounded-[2px]"
                    style={{ background: TEXTURES[part.meter] ?? PLAIN }}
                  />
                  <div>
                    <span className="whitespace-nowrap">{nameOf(part.meter)}</span>
                    <Sub>
                      {quantityText(part)} · {priceText(part, board.currency)}
                    </Sub>
                  </div>
                </div>
              </Td>
              <Td numeric>
                <Money value={part.amount} printed={printed[i]!} currency={board.currency} />
              </Td>
              <Td numeric>{cost.sign() === 0 ? DASH : percent(part.amount.share(cost))}</Td>
              <Td numeric className="max-lg:hidden">
                <span title={part.quantity ? quantity(part.quantity) : undefined}>{quantityText(part)}</span>
              </Td>
              <Td numeric className="max-lg:hidden">
                {priceText(part, board.currency)}
              </Td>
            </Tr>
          ))}
        </tbody>
        <tfoot>
          <TotalTr>
            <Td>Total</Td>
            <Td numeric>
              <Money value={cost} currency={board.currency} className="double-rule" />
            </Td>
            <Td numeric>{cost.sign() === 0 ? DASH : percent(1, 0)}</Td>
            <Td className="max-lg:hidden" />
            <Td className="max-lg:hidden" />
          </TotalTr>
        </tfoot>
      </Table>
    </Panel>
  )
}

function nameOf(meter: string): string {
  return meter === REST ? 'Sub-calls and fees' : (METERS[meter] ?? meter)
}

function quantityText({ meter, quantity: amount }: Part): string {
  if (amount === null) return DASH
  return TOKEN_METERS.includes(meter) ? tokens(amount) : quantity(amount)
}

function priceText({ meter, price }: Part, currency: string): string {
  if (price === null) return DASH
  if (TOKEN_METERS.includes(meter)) return `${joined(average(price.shifted(6), currency))} per 1M`
  if (meter === 'web_search') return `${joined(average(price.shifted(3), currency))} per 1K`
  return `${joined(average(price, currency))} each`
}

/** Effective prices come only from where nothing unpriced adds to the quantity. */
function partsOf(board: Board): Part[] {
  const { total } = board
  const clean = new Tally()
  for (const series of [...board.top, ...(board.other ? [board.other] : [])])
    if (series.tally.unpriced === 0) clean.merge(series.tally)
  const parts: Part[] = []
  for (const meter of Object.keys(METERS)) {
    const amount = total.tally.amounts.get(meter) ?? Decimal.ZERO
    const used = total.tally.usage.get(meter) ?? Decimal.ZERO
    if (amount.sign() === 0 && used.sign() === 0) continue
    const cleanAmount = clean.amounts.get(meter)
    const cleanUsed = clean.usage.get(meter)
    parts.push({
      meter,
      amount,
      quantity: used,
      price: cleanAmount && cleanUsed && cleanUsed.sign() > 0 ? cleanAmount.dividedBy(cleanUsed, 18) : null,
    })
  }
  const rest = total.tally.cost.minus(Decimal.sum(parts.map((part) => part.amount)))
  if (rest.sign() !== 0) parts.push({ meter: REST, amount: rest, quantity: null, price: null })
  return parts
}
