import type { Event } from '@/api/client'

/** What the live stream has brought, and how long it took from the end of a call to the screen. */
export interface LiveState {
  connection: 'connecting' | 'open' | 'lost'
  /** When the connection was lost, by this machine's clock. */
  lostAt: number | null
  paused: boolean
  /** Arrived while paused. */
  waiting: number
  /** Newest arrival first, at most `KEPT`. */
  events: readonly Event[]
  /** Counts deliveries to the screen. */
  batch: number
  /** Counts connections made after one was lost: what was missed in between must be read again. */
  reconnects: number
  /** Milliseconds from the end of the slowest call of the last batch to its paint; null before any. */
  lag: number | null
  /** Milliseconds that sums are behind what was recorded; 0 where they are not, or nobody knows. */
  behind: number
  /** What keeps them behind, in a sentence; null where nothing does. */
  trouble: string | null
}

/** Rows kept in memory; older ones are read back by pages. */
const KEPT = 500
/** Arrivals are drawn together at most this often. */
const BATCH_MS = 100
/** An EventSource gives up on an error status; then we wait this long and ask again. */
const RETRY_MS = 5_000
/** Above this a delay is named as one. */
export const DELAYED_MS = 5_000

export interface LiveSource {
  close(): void
  addEventListener(type: string, listener: (message: MessageEvent<string>) => void): void
  readonly readyState: number
}

export interface LiveEnvironment {
  open: () => LiveSource
  now: () => number
  /** Runs the task after a time; returns how to call it off. */
  later: (task: () => void, ms: number) => () => void
}

const CLOSED = 2

export class LiveFeed {
  private state: LiveState = {
    connection: 'connecting',
    lostAt: null,
    paused: false,
    waiting: 0,
    events: [],
    batch: 0,
    reconnects: 0,
    lag: null,
    behind: 0,
    trouble: null,
  }
  private readonly listeners = new Set<() => void>()
  /** Not yet drawn, newest first. */
  private arrived: Event[] = []
  private lastBatch: readonly Event[] = []
  private source: LiveSource | null = null
  private cancelFlush: (() => void) | null = null
  private cancelRetry: (() => void) | null = null
  /** When the stream began, by this machine's clock: what ended before is caught up with, not late. */
  private openedAt = 0
  /** Meterr's clock less this machine's. */
  private offset = 0

  constructor(private readonly environment: LiveEnvironment) {}

  readonly snapshot = (): LiveState => this.state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  start(): void {
    if (this.source) return
    const source = this.environment.open()
    this.source = source
    source.addEventListener('open', () => {
      const again = this.state.lostAt !== null
      this.openedAt = this.environment.now()
      this.set({
        connection: 'open',
        lostAt: null,
        reconnects: this.state.reconnects + (again ? 1 : 0),
      })
    })
    source.addEventListener('error', () => {
      this.set({ connection: 'lost', lostAt: this.state.lostAt ?? this.environment.now() })
      if (source.readyState !== CLOSED || this.source !== source) return
      this.source = null
      this.cancelRetry = this.environment.later(() => this.start(), RETRY_MS)
    })
    source.addEventListener('usage_event', (message) => {
      this.arrived.unshift(JSON.parse(message.data) as Event)
      if (this.arrived.length > KEPT) this.arrived.length = KEPT
      if (this.state.paused) this.set({ waiting: this.state.waiting + 1 })
      else this.cancelFlush ??= this.environment.later(() => this.flush(), BATCH_MS)
    })
  }

  stop(): void {
    this.source?.close()
    this.source = null
    this.cancelRetry?.()
    this.cancelFlush?.()
    this.cancelFlush = null
  }

  setClock(offset: number): void {
    this.offset = offset
  }

  setLedger(behind: number, trouble: string | null): void {
    if (behind !== this.state.behind || trouble !== this.state.trouble) this.set({ behind, trouble })
  }

  setPaused(paused: boolean): void {
    this.cancelFlush?.()
    this.cancelFlush = null
    this.set({ paused, waiting: this.arrived.length })
    if (!paused) this.flush()
  }

  /** To be called when the batch stands on the screen. */
  painted(batch: number): void {
    if (batch !== this.state.batch) return
    const now = this.environment.now() + this.offset
    const lags = this.lastBatch
      .map(endOf)
      .filter((end) => end !== null)
      .filter((end) => end >= this.openedAt + this.offset)
      .map((end) => now - end)
    if (lags.length > 0) this.set({ lag: Math.max(0, ...lags) })
  }

  private flush(): void {
    this.cancelFlush?.()
    this.cancelFlush = null
    if (this.arrived.length === 0) {
      this.set({ waiting: 0 })
      return
    }
    this.lastBatch = this.state.waiting > 0 ? [] : this.arrived
    const ids = new Set(this.arrived.map((event) => event.id))
    const older = this.state.events.filter((event) => !ids.has(event.id))
    const events = [...this.arrived, ...older].slice(0, KEPT)
    this.arrived = []
    this.set({ events, waiting: 0, batch: this.state.batch + 1 })
  }

  private set(patch: Partial<LiveState>): void {
    this.state = { ...this.state, ...patch }
    for (const listener of this.listeners) listener()
  }
}

/** When a call that this gateway forwarded ended; null for what was reported later by others. */
function endOf(event: Event): number | null {
  if (event.source !== 'gateway' || event.latency_ms === undefined) return null
  return Date.parse(event.time) + event.latency_ms
}
