import { describe, expect, it } from 'vitest'
import type { Event } from '@/api/client'
import { LiveFeed, type LiveSource } from './live'

/** A stream, a clock and timers that the test moves. */
function setup() {
  let now = 1_000_000
  const timers: { at: number; task: () => void }[] = []
  const sources: FakeSource[] = []
  const feed = new LiveFeed({
    open: () => {
      const source = new FakeSource()
      sources.push(source)
      return source
    },
    now: () => now,
    later: (task, ms) => {
      const timer = { at: now + ms, task }
      timers.push(timer)
      return () => timers.splice(timers.indexOf(timer), 1)
    },
  })
  const pass = (ms: number) => {
    now += ms
    for (const timer of timers.filter(({ at }) => at <= now)) {
      timers.splice(timers.indexOf(timer), 1)
      timer.task()
    }
  }
  feed.start()
  return { feed, sources, pass, now: () => now }
}

class FakeSource implements LiveSource {
  readyState = 1
  private readonly listeners = new Map<string, (message: MessageEvent<string>) => void>()
  addEventListener(type: string, listener: (message: MessageEvent<string>) => void) {
    this.listeners.set(type, listener)
  }
  close() {
    this.readyState = 2
  }
  emit(type: string, data = '') {
    this.listeners.get(type)?.(new MessageEvent(type, { data }))
  }
  event(id: string, time = 0, rest: Partial<Event> = {}) {
    const event = { id, time: new Date(time).toISOString(), latency_ms: 100, source: 'gateway', ...rest }
    this.emit('usage_event', JSON.stringify(event))
  }
}

describe('the live feed', () => {
  it('draws arrivals together, newest first', () => {
    const { feed, sources, pass } = setup()
    sources[0]!.emit('open')
    sources[0]!.event('a')
    sources[0]!.event('b')
    expect(feed.snapshot().events).toEqual([])
    pass(100)
    expect(feed.snapshot().events.map((event) => event.id)).toEqual(['b', 'a'])
    expect(feed.snapshot().batch).toBe(1)
  })

  it('measures from the end of the slowest call of a batch to its paint, by Meterr’s clock', () => {
    const { feed, sources, pass, now } = setup()
    feed.setClock(500)
    sources[0]!.event('slow', now() - 900)
    sources[0]!.event('fast', now() - 100)
    pass(100)
    feed.painted(1)
    // ended at now-900+100, painted 100 ms later; Meterr's clock is 500 ms ahead
    expect(feed.snapshot().lag).toBe(900 - 100 + 100 + 500)
  })

  it('does not measure what others reported later, nor what nobody timed', () => {
    const { feed, sources, pass } = setup()
    sources[0]!.event('late', 0, { source: 'import' })
    sources[0]!.emit(
      'usage_event',
      JSON.stringify({ id: 'x', time: new Date(0).toISOString(), source: 'gateway' }),
    )
    pass(100)
    feed.painted(1)
    expect(feed.snapshot().lag).toBeNull()
  })

  it('does not call it late when it catches up with what ended before the stream began', () => {
    const { feed, sources, pass, now } = setup()
    sources[0]!.emit('open')
    sources[0]!.event('missed', now() - 60_000)
    pass(100)
    feed.painted(1)
    expect(feed.snapshot().lag).toBeNull()
  })

  it('holds back while paused, counts, and shows all afterwards', () => {
    const { feed, sources, pass } = setup()
    sources[0]!.event('before')
    feed.setPaused(true)
    sources[0]!.event('after')
    pass(1_000)
    expect(feed.snapshot()).toMatchObject({ paused: true, waiting: 2, events: [] })
    feed.setPaused(false)
    expect(feed.snapshot().waiting).toBe(0)
    expect(feed.snapshot().events.map((event) => event.id)).toEqual(['after', 'before'])
  })

  it('does not call a pause a delay', () => {
    const { feed, sources, pass, now } = setup()
    feed.setPaused(true)
    sources[0]!.event('a', now())
    pass(60_000)
    feed.setPaused(false)
    feed.painted(1)
    expect(feed.snapshot().lag).toBeNull()
  })

  it('keeps one row for an event that comes again', () => {
    const { feed, sources, pass } = setup()
    sources[0]!.event('a', 0, { status: 'unpriced' })
    pass(100)
    sources[0]!.event('a', 0, { status: 'priced' })
    pass(100)
    expect(feed.snapshot().events.map((event) => event.status)).toEqual(['priced'])
  })

  it('says since when it is cut off, and that what came between must be read', () => {
    const { feed, sources, pass, now } = setup()
    sources[0]!.emit('open')
    sources[0]!.emit('error')
    const lost = now()
    pass(2_000)
    sources[0]!.emit('error')
    expect(feed.snapshot()).toMatchObject({ connection: 'lost', lostAt: lost })
    sources[0]!.emit('open')
    expect(feed.snapshot()).toMatchObject({ connection: 'open', lostAt: null, reconnects: 1 })
  })

  it('asks again where the browser gave up', () => {
    const { sources, pass } = setup()
    sources[0]!.close()
    sources[0]!.emit('error')
    pass(5_000)
    expect(sources).toHaveLength(2)
  })

  it('keeps a bounded number of events', () => {
    const { feed, sources, pass } = setup()
    for (let i = 0; i < 700; i++) sources[0]!.event(`e${i}`)
    pass(100)
    expect(feed.snapshot().events).toHaveLength(500)
    expect(feed.snapshot().events[0]!.id).toBe('e699')
  })
})
