import { PRESETS } from './range'
import { z } from './zod'
import { isZone } from './zone'

/**
 * What a page shows, as it stands in the address: copying the link reproduces it, going back
 * restores it. What is the default is left out of the address.
 */
export const GROUPS = ['model', 'provider', 'team', 'project', 'key', 'feature', 'environment'] as const
export type Group = (typeof GROUPS)[number]

/** Dimensions one can filter by, with the names people read. */
export const FILTERS = {
  model: 'Model',
  provider: 'Provider',
  team: 'Team',
  project: 'Project',
  user: 'User',
  key: 'Key',
  feature: 'Feature',
  environment: 'Environment',
} as const
export type Filter = keyof typeof FILTERS

export const STATUSES = [
  'priced',
  'estimated',
  'unpriced',
  'unknown',
  'interrupted',
  'failed',
  'not_billed',
  'no_usage',
] as const

const values = z.preprocess((v) => (v === undefined ? [] : [v].flat()), z.array(z.string())).catch([])

export const scopeSchema = z.object({
  range: z
    .enum([...PRESETS.map(([name]) => name), 'custom'])
    .catch('mtd')
    .default('mtd'),
  from: z.string().optional().catch(undefined),
  to: z.string().optional().catch(undefined),
  tz: z.string().refine(isZone).optional().catch(undefined),
  compare: z.enum(['previous', 'year', 'off']).catch('previous').default('previous'),
  group: z.enum(GROUPS).catch('model').default('model'),
  metric: z.enum(['cost', 'tokens', 'requests']).catch('cost').default('cost'),
  view: z.enum(['bars', 'table']).catch('bars').default('bars'),
  volume: z.enum(['requests', 'tokens']).catch('requests').default('requests'),
  /** One series of the chart, alone. */
  only: z.string().optional().catch(undefined),
  status: z.enum(STATUSES).optional().catch(undefined),
  /** The event whose receipt is open. */
  event: z.string().optional().catch(undefined),
  'f.model': values,
  'f.provider': values,
  'f.team': values,
  'f.project': values,
  'f.user': values,
  'f.key': values,
  'f.feature': values,
  'f.environment': values,
})

export type Scope = z.output<typeof scopeSchema>
/** What a link may leave out. */
export type ScopeLink = Partial<Scope>

const DEFAULTS: Record<string, unknown> = scopeSchema.parse({})

export function parseAddress(search: string): Record<string, unknown> {
  const read: Record<string, unknown> = {}
  const params = new URLSearchParams(search)
  for (const name of new Set(params.keys())) {
    const all = params.getAll(name)
    read[name] = all.length === 1 ? all[0] : all
  }
  return read
}

export function formatAddress(search: Record<string, unknown>): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) {
    if (value === undefined || value === DEFAULTS[name]) continue
    for (const one of [value].flat()) params.append(name, String(one))
  }
  const text = params.toString()
  return text ? `?${text}` : ''
}

/** The filters in the names of the API. */
export function apiFilters(scope: Scope): Partial<Record<Filter, string[]>> {
  const filters: Partial<Record<Filter, string[]>> = {}
  for (const name of Object.keys(FILTERS) as Filter[]) {
    const chosen = scope[`f.${name}`]
    if (chosen.length > 0) filters[name] = chosen
  }
  return filters
}
