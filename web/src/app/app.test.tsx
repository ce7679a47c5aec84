import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createMemoryHistory, RouterProvider } from '@tanstack/react-router'
import { act, cleanup, render, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Event, Usage } from '@/api/client'
import { buildRouter } from './router'

/** A Meterr of one organization, as the contract describes it. */
class FakeMeterr {
  signedIn = true
  events: Event[] = []
  asked: string[] = []
  usage: Usage = usageOf([])

  readonly fetch = (path: string | URL | Request): Promise<Response> => {
    const url = new URL(String(path), 'http://meterr.test')
    this.asked.push(url.pathname + url.search)
    const [status, body] = this.answer(url)
    return Promise.resolve(new Response(JSON.stringify(body), { status }))
  }

  private answer(url: URL): [number, unknown] {
    if (!this.signedIn)
      return [401, { type: 'https://meterr.ai/problems/not-signed-in', title: 'No', status: 401 }]
    switch (url.pathname) {
      case '/api/v1/session':
        return [
          200,
          {
            person: { id: '1', name: 'Erika Lund', email: 'erika@halden.example' },
            organization: { id: '1', name: 'Halden Freight', zone: 'Europe/Paris', currency: 'USD' },
            role: 'owner',
          },
        ]
      case '/api/v1/status':
        return [
          200,
          {
            version: '0',
            time: new Date().toISOString(),
            public_url: null,
            ledger_lag: null,
            raw_log_lag: null,
          },
        ]
      case '/api/v1/usage':
        return [200, url.searchParams.get('group_by') === 'status' ? usageOf([]) : this.usage]
      case '/api/v1/events':
        return [200, { data: this.events, next: null }]
      default:
        return [
          404,
          { type: 'https://meterr.ai/problems/not-found', title: 'There is no such thing.', status: 404 },
        ]
    }
  }
}

class FakeEventSource {
  static latest: FakeEventSource
  readyState = 1
  private readonly listeners = new Map<string, (message: MessageEvent) => void>()
  constructor() {
    FakeEventSource.latest = this
  }
  addEventListener(type: string, listener: (message: MessageEvent) => void) {
    this.listeners.set(type, listener)
  }
  close() {
    this.readyState = 2
  }
  emit(type: string, data: unknown = null) {
    this.listeners.get(type)?.(new MessageEvent(type, { data: JSON.stringify(data) }))
  }
}

function usageOf(rows: Usage['rows']): Usage {
  const nothing = {
    requests: 0,
    usage: {} as Usage['total']['usage'],
    cost: '0',
    amounts: {},
    unpriced: 0,
    estimated: 0,
    unknown: 0,
    interrupted: 0,
    failed: 0,
    not_billed: 0,
  }
  return { currency: 'USD', rows, total: nothing, as_of: new Date().toISOString() }
}

const event = (id: string, rest: Partial<Event> = {}): Event =>
  ({
    id,
    request_id: 'r',
    attempt: 1,
    time: new Date(Date.now() - 1_000).toISOString(),
    latency_ms: 400,
    provider: 'openai',
    request_model: 'gpt-5-mini',
    operation: 'chat',
    streamed: false,
    status: 'priced',
    ending: 'completed',
    usage_source: 'provider',
    pricing: 'priced',
    usage: { input: 18, output: 14 },
    cost: '0.0001605',
    currency: 'USD',
    lines: [
      { meter: 'input', quantity: '18', unit_price: '0.25', amount: '0.0000045' },
      { meter: 'output', quantity: '78', unit_price: '2', amount: '0.000156' },
    ],
    source: 'gateway',
    ...rest,
  }) as Event

let meterr: FakeMeterr

beforeEach(() => {
  meterr = new FakeMeterr()
  vi.stubGlobal('fetch', meterr.fetch)
  vi.stubGlobal('EventSource', FakeEventSource)
  vi.stubGlobal('scrollTo', () => undefined)
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener() {}, removeEventListener() {} }))
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  )
})

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

function open(address: string) {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const router = buildRouter(queries, createMemoryHistory({ initialEntries: [address] }))
  render(
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  )
  return router
}

const group = async (name: string) => within(await screen.findByRole('group', { name }))

describe('the dashboard', () => {
  it('asks who is not signed in to sign in, and remembers where they wanted to go', async () => {
    meterr.signedIn = false
    const router = open('/app/requests?status=unpriced')
    await screen.findByRole('heading', { name: 'Sign in' })
    expect(router.state.location.search).toEqual({ to: '/requests?status=unpriced' })
  })

  it('of an empty organization waits with snippets, and turns into the receipt of the first event by itself', async () => {
    open('/app/')
    await screen.findByRole('heading', { name: 'Waiting for your first call…' })
    expect(screen.getByText(/base_url=/).textContent).toContain(`${location.origin}/v1`)
    act(() => {
      FakeEventSource.latest.emit('open')
      FakeEventSource.latest.emit('usage_event', event('first'))
    })
    await screen.findByRole('heading', { name: 'Your first call cost $0.0001605' })
  })

  it('puts a live event on top of the latest requests', async () => {
    meterr.events = [event('old')]
    open('/app/')
    await screen.findByRole('link', { name: /^Receipt of gpt-5-mini/ })
    act(() => FakeEventSource.latest.emit('usage_event', event('new', { request_model: 'claude-haiku-4-5' })))
    await screen.findByRole('link', { name: /^Receipt of claude-haiku-4-5/ })
    const ids = [...document.querySelectorAll('[data-event-id]')].map((row) =>
      row.getAttribute('data-event-id'),
    )
    expect(ids).toEqual(['new', 'old'])
  })

  it('says what its sum contains, what it does not, and that no budget is set', async () => {
    meterr.events = [event('e')]
    const sums = { ...usageOf([]).total, requests: 10_000, cost: '12.345', amounts: { input: '12.345' } }
    meterr.usage = usageOf([
      {
        ...sums,
        group: { model: 'gpt-5-mini' },
        bucket: new Date().toISOString(),
        unpriced: 3,
        estimated: 2,
        unknown: 1,
      },
    ])
    open('/app/?compare=off')
    expect((await group('Spend')).getByText('12', { exact: false }).textContent).toBe('$12.35')
    const accuracy = await group('Accuracy')
    expect(accuracy.getByText(/99\.96/)).toBeDefined()
    for (const [name, count] of [
      ['Unpriced, not in the sum', '3 requests'],
      ['Estimated, in the sum', '2 requests'],
      ['Unknown, not in the sum', '1 request'],
    ] as const)
      expect(accuracy.getByText(name).nextSibling?.textContent).toBe(count)
    expect((await group('Budget')).getByText('No budget is set.')).toBeDefined()
  })

  it('asks the API for its figures in two questions', async () => {
    meterr.events = [event('e')]
    open('/app/?range=7d')
    await group('Spend')
    const questions = meterr.asked.filter((path) => path.startsWith('/api/v1/usage'))
    expect(new Set(questions).size).toBe(2)
    for (const question of questions) expect(question).toContain('group_by=model')
  })
})
