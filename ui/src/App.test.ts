import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import App from "./App.svelte";
import { demo, sampleAccount } from "./backend/demo";

afterEach(cleanup);

test("a pass that was started with the button ends in a table of what it did", async () => {
  render(App, { backend: demo([sampleAccount], 0) });
  expect((await screen.findByTestId("standing")).textContent).toBe("Not synchronized yet");

  await userEvent.click(screen.getByRole("button", { name: "Synchronize all" }));

  const row = await screen.findByRole("row", { name: /^Contacts/ });
  expect(within(row).getByText("42 added")).toBeTruthy();
  expect(screen.getByTestId("standing").textContent).toBe("In sync · just now");
});

test("a pass can be cancelled, and says so", async () => {
  render(App, { backend: demo([sampleAccount], 30) });
  await userEvent.click(await screen.findByRole("button", { name: "Synchronize Example" }));
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));

  expect((await screen.findByRole("alert")).textContent).toContain("You stopped it");
});

test("the first start leads straight into adding an account", async () => {
  render(App, { backend: demo([], 0) });
  await userEvent.type(await screen.findByLabelText(/SmarterMail URL/), "https://mail.example.com");
  await userEvent.type(screen.getByLabelText("E-mail address"), "alice@example.com");
  await userEvent.type(screen.getByLabelText("Password"), "wonderland");
  await userEvent.click(screen.getByRole("button", { name: "Add account" }));

  expect(await screen.findByRole("heading", { name: "alice@example.com" })).toBeTruthy();
});

test("a name that is taken is told at the form, which stays open", async () => {
  render(App, { backend: demo([sampleAccount], 0) });
  await userEvent.click(await screen.findByRole("button", { name: "Add an account…" }));
  await userEvent.type(screen.getByLabelText(/SmarterMail URL/), "https://mail.example.com");
  await userEvent.type(screen.getByLabelText("E-mail address"), "alice@example.com");
  await userEvent.type(screen.getByLabelText("Password"), "wonderland");
  await userEvent.type(screen.getByLabelText("Name of the account"), "Example");
  await userEvent.click(screen.getByRole("button", { name: "Add account" }));

  expect((await screen.findByRole("alert")).textContent).toContain(
    "There is an account with this name already",
  );
});
