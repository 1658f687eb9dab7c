/**
 * The tests of the interface once more, in a browser: every function of PHP's header in all data models, the functions
 * on a current manager, settings, typed memory, scopes, strings, requests, events and matchers.
 */
import "./current.test.js";
import "./environment.test.js";
import "./function-table.test.js";
import "./handles.test.js";
import "./matchers.test.js";
import "./memory-manager.test.js";
