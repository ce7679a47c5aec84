import { describe, expect, it } from 'vitest'
import type { Usage, UsageRow } from '@/api/client'
import { Decimal } from '@/lib/decimal'
import { resolveRange } from '@/lib/range'
import { ticksFor } from './axis'
import { buildBoard, capsOf, measure } from './board'

const NOW = Date.parse('2026-11-03T12:00:00Z')
const range = resolveRange({ range: 'mtd', compare: 'previous' }, NOW, 'UTC')

const row = (model: string | null, day: string, cost: string, rest: Partial<UsageRow> = {}): UsageRow => ({
  group: { model },
  bucket: `${day}T00:00:00Z`,
  requests: 1,
  usage: { input: 10 } as UsageRow['usage'],
  cost,
  amounts: { input: cost },
  unpriced: 0,
  estimated: 0,
  unknown: 0,
  interrupted: 0,
  failed: 0,
  not_billed: 0,
  ...rest,
})
const usage = (rows: UsageRow[]): Usage =>
  ({ currency: 'USD', rows, total: rows[0], as_of: '2026-11-03T12:00:00Z' }) as Usage

describe('the board', () => {
  const many = Array.from({ length: 12 }, (_, i) => row(`m${i}`, '2026-11-02', `${i + 1}.1`))

  it('tells nine apart and sums the rest, so that the stack is the total', () => {
    const board = buildBoard(usage(many), undefined, range, 'model')
    expect(board.top.map((series) => series.key)).toEqual([
      'm11',
      'm10',
      'm9',
      'm8',
      'm7',
      'm6',
      'm5',
      'm4',
      'm3',
    ])
    expect(board.otherCount).toBe(3)
    for (const metric of ['cost', 'tokens', 'requests'] as const) {
      const stacked = Decimal.sum(board.stack.map((series) => measure(series.tally, metric)))
      expect(stacked.toString()).toBe(measure(board.total.tally, metric).toString())
    }
    expect(board.total.tally.cost.toString()).toBe('79.2')
  })

  it('never counts what is unpriced as zero: it stands beside, and its tokens are in the stack', () => {
    const unpriced = row('new', '2026-11-02', '0', { unpriced: 1, amounts: {} })
    const board = buildBoard(usage([...many, unpriced]), undefined, range, 'model')
    expect(board.unpriced.map((series) => series.key)).toEqual(['new'])
    expect(board.other!.tally.requests).toBe(3)
    expect(board.stack.at(-1)!.tally.requests).toBe(4)
    expect(board.total.tally.known).toBe(12)
  })

  it('puts a row into the bucket of its instant, whatever offset it is written with', () => {
    const other = { ...row('a', '2026-11-02', '5'), bucket: '2026-11-02T01:00:00+01:00' }
    const board = buildBoard(usage([other]), undefined, range, 'model')
    expect(board.total.buckets.map((bucket) => bucket.cost.toString())).toEqual(['0', '5', '0'])
    expect(board.total.buckets.map((bucket) => bucket.requests)).toEqual([0, 1, 0])
  })

  it('holds each series and the total against the period before', () => {
    const before = usage([row('a', '2026-10-01', '2'), row('gone', '2026-10-02', '3')])
    const board = buildBoard(
      usage([row('a', '2026-11-01', '4'), row('b', '2026-11-01', '1')]),
      before,
      range,
      'model',
    )
    expect(board.total.before!.cost.toString()).toBe('5')
    expect(board.top.map((series) => [series.key, series.before!.cost.toString()])).toEqual([
      ['a', '2'],
      ['b', '0'],
    ])
    expect(capsOf(before, range, 'cost').map((cap) => cap?.toString() ?? null)).toEqual(['2', '3', null])
  })

  it('adds meters of every modality to their class, and keeps other currencies out', () => {
    const board = buildBoard(
      usage([
        row('a', '2026-11-01', '3', { amounts: { input: '1', 'input.audio': '2' }, costs: { EUR: '7' } }),
      ]),
      undefined,
      range,
      'model',
    )
    expect(board.total.tally.amounts.get('input')!.toString()).toBe('3')
    expect(board.total.tally.otherCurrencies.get('EUR')!.toString()).toBe('7')
    expect(board.total.tally.cost.toString()).toBe('3')
  })
})

describe('axis', () => {
  it.each([
    ['2400', ['0', '1000', '2000', '3000']],
    ['0.00042', ['0', '0.0002', '0.0004', '0.0006']],
    ['4', ['0', '1', '2', '3', '4']],
    ['0', ['0', '1']],
  ])('%s', (max, ticks) => {
    expect(ticksFor(Decimal.of(max)).map(String)).toEqual(ticks)
  })

  it('begins at zero, reaches the largest, and has at most five ticks', () => {
    for (let i = 1; i < 400; i++) {
      const max = Decimal.of(i * 7919).shifted((i % 17) - 12)
      const ticks = ticksFor(max)
      expect(ticks[0]!.sign()).toBe(0)
      expect(ticks.at(-1)!.compare(max)).toBeGreaterThanOrEqual(0)
      expect(ticks.length).toBeLessThanOrEqual(5)
    }
  })
})
