import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

type Shades = MantineColorsTuple;

const tandem: Shades = [
  "#eef4fb",
  "#dce8f5",
  "#b9d0ea",
  "#90b4dc",
  "#6798cd",
  "#447ebc",
  "#2f6bab",
  "#245a95",
  "#1d4e89",
  "#153a68",
];
const gray: Shades = [
  "#f7f9fc",
  "#eff3f8",
  "#e3e9f1",
  "#d2dae5",
  "#b5c0cf",
  "#93a0b2",
  "#6c7889",
  "#4d5868",
  "#343d4b",
  "#1c232e",
];
const dark: Shades = [
  "#d9dfe8",
  "#bac3d0",
  "#9ba7b7",
  "#76828f",
  "#3f4a59",
  "#2f3947",
  "#242c38",
  "#1a212b",
  "#141a22",
  "#0e131a",
];
const red: Shades = [
  "#fdf0ef",
  "#fbdedb",
  "#f5bab4",
  "#ee9389",
  "#e56f63",
  "#d84c3f",
  "#c23a2d",
  "#a82c20",
  "#8f2219",
  "#6d1811",
];
const green: Shades = [
  "#edf7f1",
  "#d7eddf",
  "#aedbbf",
  "#82c69b",
  "#57af7b",
  "#33955d",
  "#217d4a",
  "#1a683d",
  "#145632",
  "#0d3f24",
];
const amber: Shades = [
  "#fdf7e7",
  "#faecc6",
  "#f4d88d",
  "#ecc253",
  "#dea92a",
  "#b98508",
  "#976a00",
  "#7d5700",
  "#684800",
  "#4b3400",
];
const teal: Shades = [
  "#ebf7f6",
  "#d2edea",
  "#a4dad5",
  "#73c4bd",
  "#45aaa2",
  "#228c84",
  "#16736c",
  "#105f59",
  "#0c4f4a",
  "#083a37",
];

/** Own shades, so that every text passes WCAG AA on its ground in both schemes: the stock ones do not. */
export const theme = createTheme({
  colors: { tandem, gray, dark, red, green, yellow: amber, teal },
  primaryColor: "tandem",
  primaryShade: { light: 7, dark: 6 },
  black: "#161d27",
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.25rem" },
  headings: { fontWeight: "650" },
  defaultRadius: "sm",
  cursorType: "pointer",
  // Plain objects: naming the components themselves would put all of them into the first load.
  components: {
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray", size: 30 } },
    Badge: { defaultProps: { variant: "light", radius: "sm", tt: "none", fw: 600 } },
    Button: { defaultProps: { size: "xs" } },
    // The page itself never scrolls; locking it would inject a style that the security policy refuses.
    Drawer: { defaultProps: { lockScroll: false } },
    Modal: {
      defaultProps: { centered: true, lockScroll: false, overlayProps: { backgroundOpacity: 0.4 } },
    },
    // Room for the ring of the focus between a label, or its description, and the field.
    InputWrapper: { styles: { label: { marginBottom: 4 }, description: { marginBottom: 4 } } },
    // The focus goes to the first item: an empty place for it inside a menu is nothing that a screen reader may meet.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    NativeSelect: { defaultProps: { size: "xs" } },
    NumberInput: { defaultProps: { size: "xs" } },
    Select: { defaultProps: { size: "xs" } },
    TextInput: { defaultProps: { size: "xs" } },
    Textarea: { defaultProps: { size: "xs" } },
  },
});

export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "#ffffff",
    "--mantine-color-dimmed": "#566172",
    "--mantine-color-placeholder": "#667182",
    "--mantine-color-error": "#a82c20",
    "--mantine-color-anchor": "#245a95",
    "--mantine-color-default-border": "#cdd6e2",
  },
  dark: {
    "--mantine-color-dimmed": "#a4b0bf",
    "--mantine-color-placeholder": "#929eae",
    "--mantine-color-error": "#f2a49b",
    "--mantine-color-anchor": "#90b4dc",
    "--mantine-color-gray-light-color": "#d2dae5",
    "--mantine-color-gray-outline": "#b5c0cf",
  },
});
