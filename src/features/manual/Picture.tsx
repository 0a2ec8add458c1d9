import { useShell } from '../../ui/shell.ts'
import { type PictureName, pictures } from './pictures.ts'

/** A screen of the product with what is to be pressed in a red frame (D1). */
export function Picture({ of }: { of: PictureName }) {
  const { build } = useShell()
  const { file, alt, width, height } = pictures[of]
  return <img class="picture" src={`/assets/${file}?${build}`} alt={alt} width={width} height={height} loading="lazy" />
}
