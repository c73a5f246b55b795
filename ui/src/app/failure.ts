import type { Failure } from "../backend/types";

/** Whatever was thrown, as the shape every failure is shown in. */
export function asFailure(thrown: unknown): Failure {
  if (isFailure(thrown)) return thrown;
  return {
    code: "other",
    message: thrown instanceof Error ? thrown.message : String(thrown),
    hint: "",
    about: "",
  };
}

function isFailure(thrown: unknown): thrown is Failure {
  return (
    typeof thrown === "object" &&
    thrown !== null &&
    "code" in thrown &&
    "message" in thrown &&
    "hint" in thrown
  );
}
