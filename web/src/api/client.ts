import type { components, operations } from './schema'

type Schemas = components['schemas']
export type Session = Schemas['Session']
export type SignIn = Schemas['SignIn']
export type Usage = Schemas['Usage']
export type UsageRow = Schemas['UsageRow']
export type Sums = Schemas['Sums']
export type Event = Schemas['Event']
export type EventDetail = Schemas['EventDetail']
export type EventPage = Schemas['EventPage']
export type EventStatus = Schemas['EventStatus']
export type Line = Schemas['Line']
export type Status = Schemas['Status']
export type Problem = Schemas['Problem']
export type CountQuestion = Schemas['CountQuestion']
export type CountAnswer = Schemas['CountAnswer']
export type ModelCount = Schemas['ModelCount']
export type UsageQuery = operations['getUsage']['parameters']['query']
export type EventsQuery = NonNullable<operations['listEvents']['parameters']['query']>

/** An answer that is not a success: the server's problem details, or what kept it from answering. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Pick<Problem, 'type' | 'title' | 'detail' | 'instance'>,
  ) {
    super(problem.detail ?? problem.title)
    this.name = 'ApiError'
  }

  /** The word that ends the problem's type: `not-signed-in`, `combination-not-kept` … */
  get kind(): string {
    return this.problem.type.split('/').pop() ?? ''
  }
}

async function call<T>(path: string, init?: RequestInit): Promise<T> {
  let response: Response
  try {
    response = await fetch(path, { credentials: 'same-origin', ...init })
  } catch (cause) {
    if (init?.signal?.aborted) throw cause
    throw new ApiError(0, { type: 'unreachable', title: 'Meterr cannot be reached.' })
  }
  if (response.status === 204) return undefined as T
  const body: unknown = await response.json().catch(() => null)
  if (response.ok) return body as T
  const problem = body as Partial<Problem> | null
  throw new ApiError(response.status, {
    type: problem?.type ?? 'unknown',
    title: problem?.title ?? `Meterr answered ${response.status}.`,
    ...(problem?.detail ? { detail: problem.detail } : {}),
    ...(problem?.instance ? { instance: problem.instance } : {}),
  })
}

/** Query parameters as the contract wants them: lists repeated, `group_by` with commas. */
export function queryString(query: Record<string, unknown>): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue
    if (name === 'group_by' && Array.isArray(value)) params.set(name, value.join(','))
    else if (Array.isArray(value)) for (const one of value) params.append(name, String(one))
    else params.set(name, String(value))
  }
  const text = params.toString()
  return text ? `?${text}` : ''
}

export const api = {
  session: (signal?: AbortSignal) => call<Session>('/api/v1/session', signal ? { signal } : {}),
  signIn: (body: SignIn) =>
    call<Session>('/api/v1/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  signOut: () => call<undefined>('/api/v1/session', { method: 'DELETE' }),
  usage: (query: UsageQuery, signal: AbortSignal) =>
    call<Usage>(`/api/v1/usage${queryString(query)}`, { signal }),
  events: (query: EventsQuery, signal: AbortSignal) =>
    call<EventPage>(`/api/v1/events${queryString(query)}`, { signal }),
  event: (id: string, signal: AbortSignal) =>
    call<EventDetail>(`/api/v1/events/${encodeURIComponent(id)}`, { signal }),
  countTokens: (body: CountQuestion, signal: AbortSignal) =>
    call<CountAnswer>('/api/v1/tokens/count', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal,
    }),
  status: (signal: AbortSignal) => call<Status>('/api/v1/status', { signal }),
  /** Why the node is degraded, in a sentence; null where it is not. Answered without a database too. */
  trouble: async (signal: AbortSignal) => {
    const text = await fetch('/readyz', { signal }).then((answer) => answer.text())
    return /^degraded: (.*)/.exec(text)?.[1] ?? null
  },
}
