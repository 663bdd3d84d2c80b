// The drawing editor. Loaded on its own page only: readers never fetch it.
import { openEditor } from "./editor/page";
import { whenPresent } from "./ready";

whenPresent<HTMLElement>("[data-editor]", (frame) => void openEditor(frame));
