import { municipalities } from './organisations.ts'

/** Outlines of the invented municipalities for the map, in a square of 1000; an island for the one nobody is responsible for. */
const outlines: Record<string, [path: string, labelX: number, labelY: number]> = {
  あおば市: ['M180 220 L420 150 L520 330 L470 520 L260 560 L120 420 Z', 320, 360],
  みなと市: ['M260 560 L470 520 L600 610 L560 800 L380 880 L230 760 Z', 415, 700],
  やまて市: ['M420 150 L640 90 L820 200 L800 400 L640 430 L520 330 Z', 660, 260],
  丘ノ上町: ['M520 330 L640 430 L800 400 L830 560 L600 610 L470 520 Z', 660, 500],
  離島村: ['M760 760 L860 720 L920 800 L870 900 L770 880 Z', 840, 815],
}

export const shapes = municipalities.flatMap(({ code, name }) => {
  const outline = outlines[name]
  return outline ? [{ code, path: outline[0], labelX: outline[1], labelY: outline[2] }] : []
})
