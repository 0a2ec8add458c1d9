import type { JSX } from 'preact'
import { render } from 'preact-render-to-string'

/** A drawing as a file of its own. */
export const svgFile = (drawing: JSX.Element): string => `<?xml version="1.0" encoding="UTF-8"?>\n${render(drawing)}`
