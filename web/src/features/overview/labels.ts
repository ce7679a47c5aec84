import type { Group } from '@/lib/scope'
import { providerName } from '@/lib/names'
import type { Series } from './board'

const PLURALS: Record<Group, string> = {
  model: 'models',
  provider: 'providers',
  team: 'teams',
  project: 'projects',
  key: 'keys',
  feature: 'features',
  environment: 'environments',
}

export function plural(group: Group): string {
  return PLURALS[group]
}

export function seriesName(key: string | null, group: Group): string {
  if (key === null) return 'Other'
  if (key === '') return `No ${group}`
  return group === 'provider' ? providerName(key) : key
}

/** `top 9 of 23 models`, `4 models` */
export function extent(shown: Series[], otherCount: number, group: Group): string {
  const all = shown.length + otherCount
  const noun = all === 1 ? plural(group).replace(/s$/, '') : plural(group)
  return otherCount > 0 ? `top ${shown.length} of ${all} ${noun}` : `${all} ${noun}`
}
