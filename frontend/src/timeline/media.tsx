import { Plural } from "@lingui/react/macro";
import { Body } from "@/timeline/event-card";

const FAMILIES = ["image", "video", "audio"];

/** How many files of which kind came with a text, said before any of them is a document. */
export function Media({ media }: { media: readonly string[] | null }) {
  if (!media || media.length === 0) return null;
  const count = (family: string) => media.filter((kind) => kind.split("/")[0] === family).length;
  const [pictures, videos, sounds] = FAMILIES.map(count) as [number, number, number];
  const others = media.length - pictures - videos - sounds;
  return (
    <Body>
      {[
        pictures > 0 && <Plural key="image" value={pictures} one="# picture" other="# pictures" />,
        videos > 0 && <Plural key="video" value={videos} one="# video" other="# videos" />,
        sounds > 0 && <Plural key="audio" value={sounds} one="# sound" other="# sounds" />,
        others > 0 && <Plural key="other" value={others} one="# file" other="# files" />,
      ]
        .filter(Boolean)
        .flatMap((part, place) => (place === 0 ? [part] : [", ", part]))}
    </Body>
  );
}
