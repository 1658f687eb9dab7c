import { createApp } from "vue";
import App from "./app.vue";
import "@zmm/viz/tokens.css";
import "./style/lab.css";

createApp(App).mount("#lab");
