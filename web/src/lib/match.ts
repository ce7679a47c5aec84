import type { Event } from '@/api/client'
import { modelOf } from './names'
import type { Filter, Scope } from './scope'

const VALUE: Record<Filter, (event: Event) => string | undefined> = {
  model: modelOf,
  provider: (event) => event.provider,
  team: (event) => event.team,
  project: (event) => event.project,
  user: (event) => event.user,
  key: (event) => event.key,
  feature: (event) => event.feature,
  environment: (event) => event.environment,
}

/** Whether a live event belongs to what is shown, by the rules of the API's filters. */
export function matches(event: Event, scope: Scope, status?: Event['status']): boolean {
  if (status !== undefined && event.status !== status) return false
  return (Object.keys(VALUE) as Filter[]).every((filter) => {
    const chosen = scope[`f.${filter}`]
    return chosen.length === 0 || chosen.includes(VALUE[filter](event) ?? '')
  })
}

/** Live events before those of a page; each once, the live one counts. */
export function mergeEvents(live: readonly Event[], read: readonly Event[]): Event[] {
  const seen = new Set(live.map((event) => event.id))
  return [...live, ...read.filter((event) => !seen.has(event.id))]
}

/** Newest first, as the API lists them. */
export function newestFirst(a: Event, b: Event): number {
  return Date.parse(b.time) - Date.parse(a.time) || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0)
}
