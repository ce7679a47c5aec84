import type { Decimal } from '@/lib/decimal'
import { cents, joined, percent, six, type MoneyParts } from '@/lib/format'
import { cn } from '@/lib/cn'
import { Triangle } from './marks'

/** To the cent; `printed` is its part of a column that adds up. */
export function Money({
  value,
  printed,
  currency,
  className,
}: {
  value: Decimal
  printed?: MoneyParts
  currency: string
  className?: string
}) {
  return (
    <span className={cn('whitespace-nowrap', className)} title={value.toString()}>
      {joined(printed ?? cents(value, currency))}
    </span>
  )
}

/** The largest thing on a page: sign and cents are quieter, so the size is read first. */
export function MoneyFigure({ parts }: { parts: MoneyParts }) {
  return (
    <span className="whitespace-nowrap">
      {parts.sign}
      <span className="font-medium text-ink-3">{parts.symbol}</span>
      {parts.whole}
      <span className="text-ink-3">{parts.fraction}</span>
    </span>
  )
}

/** Six decimals for lists; beyond the cents in grey. */
export function SixDecimals({ value, currency }: { value: Decimal; currency: string }) {
  const { sign, symbol, whole, fraction } = six(value, currency)
  return (
    <span className="whitespace-nowrap" title={value.toString()}>
      {sign}
      {symbol}
      {whole}
      {fraction.slice(0, 3)}
      <span className="text-ink-3">{fraction.slice(3)}</span>
    </span>
  )
}

/** A change against the period before: grey, since more spend is neither good nor bad. */
export function Delta({
  now,
  before,
  className,
}: {
  now: Decimal
  before: Decimal | null
  className?: string
}) {
  if (before === null || before.sign() === 0)
    return (
      <span className={cn('text-ink-3', className)}>{before !== null && now.sign() !== 0 ? 'new' : ''}</span>
    )
  const change = now.minus(before).share(before)
  const text = percent(Math.abs(change))
  const still = Math.abs(change) < 0.0005
  return (
    <span className={cn('whitespace-nowrap text-ink-2', className)}>
      {still ? null : <Triangle up={change > 0} />}
      {text}
    </span>
  )
}
