// What every page loads. Each widget enhances HTML that already works without it.
import "htmx.org";
import { watchCounters } from "./counter";
import { watchDialogs } from "./dialog";
import { watchDismissals } from "./dismiss";
import { watchDrawings } from "./drawing";
import { watchFigures } from "./figure";
import { watchGuards } from "./guard";
import { watchMenus } from "./menu";
import { watchPastedTables } from "./paste-table";
import { watchRequests } from "./request";
import { watchSearchKey } from "./search-key";
import { watchSubmits } from "./submit";
import { watchTableFilters } from "./table-filter";
import { watchTheme } from "./theme";

watchCounters();
watchDialogs();
watchDismissals();
watchDrawings();
watchFigures();
watchGuards();
watchMenus();
watchPastedTables();
watchRequests();
watchSearchKey();
watchTheme();
watchSubmits();
watchTableFilters();
