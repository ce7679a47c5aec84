import { describe, expect, it } from 'vitest'
import {
  againstLabel,
  bucketStarts,
  periodLabel,
  PRESETS,
  resolveRange,
  tickLabel,
  type Compare,
} from './range'
import { instantOf, plus, rfc3339, startOf } from './zone'

const PARIS = 'Europe/Paris'
const at = (text: string) => Date.parse(text)
const NOW = at('2026-11-23T13:03:12Z')
const resolve = (range: string, compare: Compare = 'previous', now = NOW, zone = PARIS) =>
  resolveRange({ range: range as never, compare }, now, zone)

describe('a zone’s calendar', () => {
  it('begins days where the zone’s clocks say', () => {
    expect(rfc3339(startOf('day', NOW, PARIS))).toBe('2026-11-22T23:00:00Z')
    expect(rfc3339(startOf('day', at('2026-10-25T12:00:00Z'), PARIS))).toBe('2026-10-24T22:00:00Z')
  })

  it('has days of 23 and 25 hours', () => {
    const hours = (day: number, month: number) =>
      (instantOf(PARIS, 2026, month, day + 1) - instantOf(PARIS, 2026, month, day)) / 3_600_000
    expect(hours(29, 3)).toBe(23)
    expect(hours(25, 10)).toBe(25)
    expect(hours(23, 11)).toBe(24)
  })

  it('begins days at midnight also where clocks change at midnight', () => {
    const santiago = 'America/Santiago'
    const day = startOf('day', at('2026-09-06T15:00:00Z'), santiago)
    expect(rfc3339(day)).toBe('2026-09-06T04:00:00Z')
  })

  it('begins hours on the zone’s hour where its offset is not whole', () => {
    expect(rfc3339(startOf('hour', at('2026-11-23T13:03:12Z'), 'Asia/Kolkata'))).toBe('2026-11-23T12:30:00Z')
  })

  it('begins weeks on Monday and keeps to the last day of a shorter month', () => {
    expect(rfc3339(startOf('week', at('2026-11-22T12:00:00Z'), 'UTC'))).toBe('2026-11-16T00:00:00Z')
    expect(rfc3339(plus(1, 'month', instantOf('UTC', 2026, 1, 31), 'UTC'))).toBe('2026-02-28T00:00:00Z')
  })
})

describe('ranges', () => {
  it('month to date is held against the same elapsed length, to the quarter-hour that is kept', () => {
    const range = resolve('mtd')
    expect(rfc3339(range.from)).toBe('2026-10-31T23:00:00Z')
    expect(rfc3339(range.to)).toBe('2026-11-23T23:00:00Z')
    expect(range.against!.to - range.against!.from).toBe(at('2026-11-23T13:00:00Z') - range.from)
    expect(periodLabel(range, PARIS)).toBe('1–23 Nov')
    expect(range.starts).toHaveLength(23)
  })

  it('never compares a month to date with more than the month before', () => {
    const range = resolve('mtd', 'previous', at('2026-03-31T20:00:00Z'), 'UTC')
    expect(rfc3339(range.against!.from)).toBe('2026-02-01T00:00:00Z')
    expect(rfc3339(range.against!.to)).toBe('2026-03-01T00:00:00Z')
  })

  it('holds a whole month against the whole month before', () => {
    const range = resolve('last-month', 'previous', NOW, 'UTC')
    expect(rfc3339(range.against!.from)).toBe('2026-09-01T00:00:00Z')
    expect(rfc3339(range.against!.to)).toBe('2026-10-01T00:00:00Z')
    expect(againstLabel(range.against!, 'UTC')).toBe('1–30 Sep')
  })

  it('holds today against yesterday to the same minute', () => {
    const { against } = resolve('today')
    expect(rfc3339(against!.from)).toBe('2026-11-21T23:00:00Z')
    expect(rfc3339(against!.to)).toBe('2026-11-22T13:03:00Z')
  })

  it('shows the minute that is filling', () => {
    const range = resolve('hour', 'previous', at('2026-11-23T13:03:00Z'))
    expect(range.starts).toHaveLength(60)
    expect(rfc3339(range.starts.at(-1)!)).toBe('2026-11-23T13:03:00Z')
  })

  it('has no comparison before anything has passed, or when none is wanted', () => {
    expect(resolve('mtd', 'previous', at('2026-10-31T23:05:00Z')).against).toBeNull()
    expect(resolve('mtd', 'off').against).toBeNull()
  })

  it.each(PRESETS.map(([name]) => name))('%s: at most 400 buckets, in order, inside the period', (name) => {
    for (const zone of [PARIS, 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland'])
      for (const now of [
        NOW,
        at('2026-10-25T01:30:00Z'),
        at('2026-03-29T01:30:00Z'),
        at('2026-01-01T00:00:00Z'),
      ]) {
        const range = resolve(name, 'previous', now, zone)
        expect(range.starts.length).toBeGreaterThan(0)
        expect(range.starts.length).toBeLessThanOrEqual(400)
        expect([...range.starts].sort((a, b) => a - b)).toEqual(range.starts)
        expect(new Set(range.starts).size).toBe(range.starts.length)
        expect(range.starts.at(-1)!).toBeLessThan(range.to)
        expect(range.starts.at(-1)!).toBeLessThanOrEqual(range.until)
        if (range.against) expect(range.against.to).toBeLessThanOrEqual(range.from)
      }
  })

  it('asks for no minutes that are no longer kept', () => {
    expect(resolve('hour', 'year').against).toBeNull()
    const first = resolve('mtd', 'previous', at('2026-11-01T05:08:00Z'))
    expect(first.against!.to % (15 * 60_000)).toBe(0)
  })

  it('takes custom days, both included', () => {
    const range = resolveRange(
      { range: 'custom', from: '2026-11-01', to: '2026-11-07', compare: 'previous' },
      NOW,
      PARIS,
    )
    expect(periodLabel(range, PARIS)).toBe('1–7 Nov')
    expect(periodLabel(range.against!, PARIS)).toBe('25–31 Oct')
  })

  it('falls back to month to date where custom days cannot be read', () => {
    const range = resolveRange({ range: 'custom', from: 'x', to: '2026-11-07', compare: 'off' }, NOW, PARIS)
    expect(periodLabel(range, PARIS)).toBe('1–23 Nov')
  })

  it('names the first tick of a month in full', () => {
    const days = bucketStarts(resolve('30d'), 'day', PARIS)
    const labels = days.map((day, i) => tickLabel(day, days[i - 1], 'day', PARIS))
    expect(labels[0]).toBe('25 Oct')
    expect(labels).toContain('1 Nov')
    expect(labels.at(-1)).toBe('23')
  })
})
