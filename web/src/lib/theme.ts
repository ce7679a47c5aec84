export type Theme = 'system' | 'light' | 'dark'

const KEY = 'meterr.theme'
const DARK = '(prefers-color-scheme: dark)'

export function chosenTheme(): Theme {
  const stored = localStorage.getItem(KEY)
  return stored === 'light' || stored === 'dark' ? stored : 'system'
}

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(KEY, theme)
  applyTheme()
}

function applyTheme(): void {
  const theme = chosenTheme()
  const dark = theme === 'dark' || (theme === 'system' && matchMedia(DARK).matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
}

/** Sets the colours before the first paint and follows the system from then on. */
export function startTheme(): void {
  applyTheme()
  matchMedia(DARK).addEventListener('change', applyTheme)
}
