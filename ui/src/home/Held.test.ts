// What can be done about an item the server did not take, from the account's card.
import { cleanup, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import App from "../App.svelte";
import { demo } from "../backend/demo";

afterEach(cleanup);

async function opened() {
  const backend = demo({ held: true });
  const calls: string[] = [];
  for (const name of ["tryAgain", "putBack", "synchronize"] as const)
    vi.spyOn(backend, name).mockImplementation((async (...given: unknown[]) => {
      calls.push(
        [name, ...given].map((one) => (typeof one === "string" ? one : JSON.stringify(one))).join(" "),
      );
      return name === "synchronize" ? demo().synchronize("Work") : undefined;
    }) as never);
  render(App, { backend });
  const card = await screen.findByRole("article", { name: "Work" });
  const line = async (title: string) => {
    const items = await within(card).findAllByRole("listitem");
    const found = items.find((item) => item.textContent.includes(title));
    if (!found) throw new Error(`${title} is listed`);
    return within(found);
  };
  return { calls, line };
}

test("each item says why, and offers what can be done about it", async () => {
  const { line } = await opened();
  const offered = async (title: string) =>
    (await line(title)).getAllByRole("button").map((button) => button.textContent.trim());
  expect((await line("Grace Okafor")).getByText("The item is too large (at most 102400 bytes)")).toBeTruthy();
  expect(await offered("Grace Okafor")).toEqual(["Open", "Try again", "Take the server’s version"]);
  // The server never had it, and what only failed for a while is tried again anyway: there is nothing to go back to.
  expect(await offered("Noor Haddad")).toEqual(["Open", "Try again"]);
  expect(await offered("Emil Brandt")).toEqual(["Open", "Try again"]);
});

test("trying again and going back to the server's version are followed by a pass", async () => {
  const { calls, line } = await opened();
  await userEvent.click((await line("Noor Haddad")).getByRole("button", { name: "Try again" }));
  await waitFor(() =>
    expect(calls).toEqual([
      'tryAgain Work contact {"server":null,"local":"contact-1"}',
      "synchronize Work {}",
    ]),
  );
});

test("the server's version is put back, then a pass follows", async () => {
  const { calls, line } = await opened();
  await userEvent.click((await line("Grace Okafor")).getByRole("button", { name: /server/ }));
  await waitFor(() => expect(calls).toEqual(["putBack Work contact contact-0", "synchronize Work {}"]));
});

test("the item opens where it can be edited", async () => {
  const { line } = await opened();
  await userEvent.click((await line("Grace Okafor")).getByRole("button", { name: "Open" }));
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Contacts");
  await waitFor(() => expect(document.querySelector(".detail article")).not.toBeNull());
});
