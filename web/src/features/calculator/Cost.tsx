import { MoneyFigure } from '@/components/figures/money'
import { Panel } from '@/components/panel'
import { Decimal } from '@/lib/decimal'
import { cents, DASH, exact, joined, NARROW, quantity } from '@/lib/format'
import type { Priced } from './Comparison'
import { DAYS, type Question } from './question'
import { Slider } from './Slider'

const STEPS = [1, 1.5, 2, 3, 4, 5, 6, 8]

/** 0, then from the smallest to the largest in steps that grow. */
function growing(from: number, to: number): number[] {
  const steps: number[] = []
  for (let decade = from; decade <= to; decade *= 10)
    for (const step of STEPS) if (step * decade <= to) steps.push(Math.round(step * decade))
  return [...new Set(steps)]
}

const ANSWERS = [0, ...growing(10, 100_000)]
const CALLS = [...new Set([...growing(10, 10_000_000), 12_000])].sort((a, b) => a - b)
const CACHED = Array.from({ length: 21 }, (_, i) => 5 * i)

const NAMES: Record<string, string> = { input: 'input', cache_read: 'cache read', output: 'output' }

/** What the chosen model would cost, and why. */
export function Cost({
  chosen,
  question,
  onChange,
}: {
  chosen: Priced | undefined
  question: Question
  onChange: (change: Partial<Question>) => void
}) {
  const lines = chosen?.count.lines ?? []
  const depth = Math.max(8, ...lines.map((line) => Decimal.of(line.amount).places()))
  return (
    <Panel className="flex flex-col">
      <Slider
        label="Tokens in the answer"
        shown={quantity(question.answerTokens)}
        note="A guess. Set it to what you expect."
        steps={ANSWERS}
        value={question.answerTokens}
        onChange={(answerTokens) => onChange({ answerTokens })}
      />
      <Slider
        label="Calls a day"
        shown={quantity(question.callsADay)}
        steps={CALLS}
        value={question.callsADay}
        onChange={(callsADay) => onChange({ callsADay })}
      />
      <Slider
        label="Of the input, read from cache"
        shown={`${question.cachedPercent}${NARROW}%`}
        {...(chosen?.count.tokens != null && chosen.count.tokens < 1024
          ? { note: 'This prompt is under the 1,024 tokens that caching needs.' }
          : {})}
        steps={CACHED}
        value={question.cachedPercent}
        onChange={(cachedPercent) => onChange({ cachedPercent })}
      />
      <div className="px-4 pt-3.5 pb-4">
        <p className="text-ink-2">
          {question.model}, {DAYS} working days
        </p>
        <p className="figure !text-[44px]/[54px]" data-testid="month">
          {chosen?.month ? <MoneyFigure parts={cents(chosen.month)} /> : DASH}
        </p>
        {chosen?.call ? (
          <table className="mt-2 w-full font-mono text-receipt">
            <tbody>
              {lines.map((line) => (
                <tr key={line.meter} className="[&>td]:text-right">
                  <th scope="row" className="text-left font-normal">
                    {NAMES[line.meter] ?? line.meter}
                  </th>
                  <td>{quantity(Decimal.of(line.quantity))}</td>
                  <td className="pl-2">{joined(exact(Decimal.of(line.unit_price)))}</td>
                  <td className="pl-2">{joined(exact(Decimal.of(line.amount), 'USD', depth))}</td>
                </tr>
              ))}
              <tr className="border-t border-rule font-semibold">
                <th scope="row" colSpan={3} className="pt-1 text-left">
                  one call
                </th>
                <td className="pt-1 text-right">
                  <span className="double-rule">{joined(exact(chosen.call, 'USD', depth))}</span>
                </td>
              </tr>
            </tbody>
          </table>
        ) : null}
      </div>
    </Panel>
  )
}
