import { Decimal } from '@/lib/decimal'

const STEPS = ['1', '2', '2.5', '5', '10'].map((step) => Decimal.of(step))

/** Ticks from zero: the smallest round step that reaches `max` in at most four. */
export function ticksFor(max: Decimal): Decimal[] {
  if (max.sign() <= 0) return [Decimal.ZERO, Decimal.of(1)]
  let power = -12
  while (Decimal.of(40).shifted(power).compare(max) < 0) power++
  const step = STEPS.map((s) => s.shifted(power)).find((s) => s.times(Decimal.of(4)).compare(max) >= 0)!
  const ticks = [Decimal.ZERO]
  while (ticks.at(-1)!.compare(max) < 0) ticks.push(ticks.at(-1)!.plus(step))
  return ticks
}
