/** Colours, sizes and what every control looks like. Measures and tones are in theme.css. */

import {
  ActionIcon,
  Badge,
  Button,
  type CSSVariablesResolver,
  createTheme,
  localStorageColorSchemeManager,
  type MantineColorsTuple,
  Menu,
  Modal,
  Select,
  Table,
  Textarea,
  TextInput,
  Tooltip,
} from "@mantine/core";

import { t } from "@/text/text";

/** public/scheme.js reads the same key before the first paint. */
export const schemeKeeper = localStorageColorSchemeManager({ key: "changewright-scheme" });

const teal: MantineColorsTuple = [
  "#e9f6f4",
  "#d3ebe8",
  "#a5d7d1",
  "#73c1b9",
  "#4bafa5",
  "#2f9d93",
  "#1b857c",
  "#0b6e69",
  "#075a56",
  "#034643",
];

const dark: MantineColorsTuple = [
  "#d5dae1",
  "#b4bbc6",
  "#8b94a3",
  "#5f6978",
  "#434c5a",
  "#343c49",
  "#262d38",
  "#1b212a",
  "#151a21",
  "#0f1318",
];

export const theme = createTheme({
  primaryColor: "teal",
  // One shade for both schemes: what stands on it is white, and its contrast is worked out once.
  primaryShade: 7,
  colors: { teal, dark },
  autoContrast: true,
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif',
  fontFamilyMonospace:
    'ui-monospace, "SF Mono", "Cascadia Mono", Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "18px" },
  defaultRadius: "sm",
  cursorType: "pointer",
  headings: {
    fontWeight: "620",
    sizes: {
      h1: { fontSize: "20px", lineHeight: "1.3" },
      h2: { fontSize: "16px", lineHeight: "1.35" },
      h3: { fontSize: "14px", lineHeight: "1.4" },
    },
  },
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: "subtle", color: "gray" } }),
    Badge: Badge.extend({ defaultProps: { tt: "none" } }),
    Button: Button.extend({ defaultProps: { size: "xs" }, styles: { label: { fontWeight: 550 } } }),
    Menu: Menu.extend({
      defaultProps: {
        shadow: "md",
        radius: "md",
        offset: 4,
        // A menu holds its items and nothing else; one that scrolls is walked through with Tab too.
        withInitialFocusPlaceholder: false,
        menuItemTabIndex: 0,
      },
    }),
    Modal: Modal.extend({
      defaultProps: {
        centered: true,
        radius: "md",
        overlayProps: { opacity: 0.35 },
        closeButtonProps: { "aria-label": t("record.close") },
      },
    }),
    // Named only, so that the frame does not load what a few forms have.
    MultiSelect: { defaultProps: { size: "xs" } },
    NumberInput: { defaultProps: { size: "xs" } },
    PasswordInput: { defaultProps: { size: "xs" } },
    Select: Select.extend({ defaultProps: { size: "xs" } }),
    // What scrolls is reached by the keyboard.
    SpotlightActionsList: { defaultProps: { viewportProps: { tabIndex: 0 } } },
    Table: Table.extend({
      defaultProps: { verticalSpacing: 6, fz: "sm", borderColor: "var(--cw-line)" },
    }),
    TagsInput: { defaultProps: { size: "xs" } },
    Textarea: Textarea.extend({ defaultProps: { size: "xs" } }),
    TextInput: TextInput.extend({ defaultProps: { size: "xs" } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 350, withArrow: true, fz: "xs" } }),
  },
});

/** Mantine's own greys and reds miss AA on our surfaces; these hold it. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-text": "#1c232d",
    "--mantine-color-dimmed": "#5a6472",
    "--mantine-color-placeholder": "#6b7480",
    "--mantine-color-error": "#b42318",
    "--mantine-color-anchor": "#0b6e69",
    "--mantine-color-body": "#ffffff",
    "--mantine-color-gray-text": "#444d5a",
    "--mantine-color-gray-light-color": "#3c4552",
    "--mantine-color-red-text": "#b42318",
    "--mantine-color-teal-light-color": "#075a56",
  },
  dark: {
    "--mantine-color-text": "#dfe4ea",
    "--mantine-color-dimmed": "#9aa4b2",
    "--mantine-color-placeholder": "#8b94a3",
    "--mantine-color-error": "#ff8d85",
    "--mantine-color-anchor": "#73c1b9",
    "--mantine-color-body": "#12161c",
    "--mantine-color-gray-text": "#b4bbc6",
    "--mantine-color-gray-light-color": "#c3cad4",
    "--mantine-color-red-text": "#ff8d85",
    "--mantine-color-teal-light-color": "#a5d7d1",
  },
});
