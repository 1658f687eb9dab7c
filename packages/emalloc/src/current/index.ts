export * from "./functions.js";
export { currentManager, setCurrentManager, shutdown_memory_manager, start_memory_manager } from "./manager.js";
