import { renderAsync } from '@resvg/resvg-js'
import { fontFiles } from '../pdf/fonts.server.ts'

/** A drawing of ours as a PNG of that width in pixels, its words in the packaged Noto Sans JP; beside the loop that answers requests. */
export async function pngOf(svg: string, width: number): Promise<Buffer> {
  const image = await renderAsync(svg, {
    fitTo: { mode: 'width', value: width },
    background: 'white',
    font: { fontFiles: [...fontFiles], loadSystemFonts: false, defaultFontFamily: 'Noto Sans JP' },
  })
  return image.asPng()
}
