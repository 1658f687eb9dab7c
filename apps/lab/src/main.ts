import { createApp } from "vue";
import App from "./app.vue";
import "./style/lab.css";

createApp(App).mount("#lab");
