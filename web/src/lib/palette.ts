/**
 * Which of the nine colours an entity has. A colour belongs to a name for good: it is handed out
 * when the name first counts, remembered in the browser, and only taken over from a name that no
 * longer does. The tenth is everybody else's.
 */
export const OTHER = 10
const SLOTS = 9

export type Assignment = Readonly<Record<string, number>>

/**
 * Gives the first nine names a colour each; the others keep theirs as long as nobody needs it.
 * Where the order of the names says nothing about their weight, only colours that are free are given.
 */
export function assign(before: Assignment, ranked: readonly string[], onlyFree = false): Assignment {
  const leading = ranked.slice(0, SLOTS)
  const missing = leading.filter((name) => before[name] === undefined)
  if (missing.length === 0) return before
  const after = new Map(Object.entries(before))
  for (const name of missing) {
    const taken = new Set(after.values())
    let slot = 1
    while (taken.has(slot)) slot++
    if (slot > SLOTS && onlyFree) break
    if (slot > SLOTS) {
      const [owner, freed] = [...after].find(([other]) => !leading.includes(other))!
      slot = freed
      after.delete(owner)
    }
    after.set(name, slot)
  }
  return leading.every((name) => after.get(name) === before[name]) ? before : Object.fromEntries(after)
}

export interface Memory {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
}

export class Palette {
  private assignments: Readonly<Record<string, Assignment>>
  private readonly listeners = new Set<() => void>()

  constructor(
    private readonly memory: Memory,
    private readonly key: string,
  ) {
    this.assignments = read(memory, key)
  }

  readonly snapshot = () => this.assignments

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  claim(dimension: string, ranked: readonly string[], onlyFree = false): void {
    const before = this.assignments[dimension] ?? {}
    const after = assign(before, ranked, onlyFree)
    if (after === before) return
    this.assignments = { ...this.assignments, [dimension]: after }
    this.memory.setItem(this.key, JSON.stringify(this.assignments))
    for (const listener of this.listeners) listener()
  }
}

function read(memory: Memory, key: string): Record<string, Assignment> {
  try {
    const stored: unknown = JSON.parse(memory.getItem(key) ?? '{}')
    return stored !== null && typeof stored === 'object' ? (stored as Record<string, Assignment>) : {}
  } catch {
    return {}
  }
}
