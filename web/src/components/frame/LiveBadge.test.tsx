import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { LiveState } from '@/lib/live'
import { LiveBadge } from './LiveBadge'

const live = vi.hoisted(() => ({ state: {} as Partial<LiveState> }))
vi.mock('@/components/live', () => ({ useLive: () => ({ ...live.state, feed: {} }) }))

const NOW = Date.parse('2026-11-23T13:03:00Z')

beforeEach(() => vi.useFakeTimers({ now: NOW }))
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

it.each<[string, Partial<LiveState>, string]>([
  ['measures while it is live', { connection: 'open', lag: 1_240 }, 'Live, 1.2 s'],
  ['claims no figure before the first event', { connection: 'open', lag: null }, 'Live'],
  ['names a lag of seconds a delay', { connection: 'open', lag: 40_000 }, 'Delayed, 40 s'],
  [
    'counts from when the stream was lost',
    { connection: 'lost', lag: 300, lostAt: NOW - 40_000 },
    'Delayed, 40 s',
  ],
  [
    'names what sums are behind a delay, also while the stream is open',
    { connection: 'open', lag: 300, behind: 40_000 },
    'Delayed, 40 s',
  ],
  [
    'is late while the database is away, though the last event was not',
    { connection: 'open', lag: 300, trouble: 'the database has been away since 13:02:20Z' },
    'Delayed, 0.3 s',
  ],
  [
    'says how much waits while paused',
    { connection: 'open', paused: true, waiting: 312, lag: 300 },
    'Paused, 312 new',
  ],
])('%s', (_, state, text) => {
  live.state = { lostAt: null, paused: false, waiting: 0, behind: 0, trouble: null, ...state }
  render(<LiveBadge />)
  expect(screen.getByRole('button').textContent?.replaceAll('\u202f', ' ')).toBe(text)
})
