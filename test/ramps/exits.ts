import { id as hash } from "ethers";

import type { Look } from "./look.ts";
import { isOpen } from "./redemptions.ts";
import { signerOf, type Stage } from "./stage.ts";

/** Tries every exit that must be open, without going; returns those that are shut. */
export async function shutExits(stage: Stage, look: Look): Promise<string[]> {
  const tries = [...stage.cast.holders.flatMap((holder) => ways(stage, { look, holder })), ...overdue(stage, look)];
  const outcomes = await Promise.allSettled(tries.map(({ attempt }) => attempt));
  return tries.flatMap(({ what }, at) => (outcomes[at]?.status === "rejected" ? [what] : []));
}

interface Try {
  readonly what: string;
  readonly attempt: Promise<unknown>;
}

/** What is not frozen can be moved, and redeemed as far as the queue has been let take it. */
function ways(stage: Stage, { look, holder }: { look: Look; holder: string }): Try[] {
  const { contracts, cast, setup, accounts } = stage;
  const unfrozen = (look.balances.get(holder) ?? 0n) - (look.frozen.get(holder) ?? 0n);
  if (unfrozen <= 0n) return [];
  const signer = signerOf(stage, holder);
  const moves = contracts.watt.connect(signer).transfer.staticCall(cast.guardian, unfrozen);
  const whole = unfrozen - (unfrozen % setup.coin);
  const allowance = look.allowances[accounts.indexOf(holder) * accounts.length + accounts.indexOf(setup.queue)] ?? 0n;
  if (whole < setup.least || whole > allowance) return [{ what: `transfer by ${holder}`, attempt: moves }];
  const asks = contracts.queue.connect(signer).request.staticCall(whole, hash("account"));
  return [
    { what: `transfer by ${holder}`, attempt: moves },
    { what: `request by ${holder}`, attempt: asks },
  ];
}

/** What is past its deadline can be taken back. */
function overdue(stage: Stage, look: Look): Try[] {
  return look.redemptions.flatMap((redemption, at) => {
    if (!isOpen(redemption) || redemption.deadline >= look.time) return [];
    const asHolder = stage.contracts.queue.connect(signerOf(stage, redemption.holder));
    return [{ what: `taking ${at + 1} back`, attempt: asHolder.takeBack.staticCall(at + 1) }];
  });
}
