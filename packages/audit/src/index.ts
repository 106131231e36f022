export { audit, type AuditParameters, type AuditReport, type CheckResult, type Difference } from "./audit.ts";
export { type Check, type Compared, type Subject } from "./check.ts";
export { CHECKS } from "./checks/index.ts";
export { type Changes } from "./parts/period.ts";
export { formatReport } from "./report.ts";
