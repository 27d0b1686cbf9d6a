//! The editor's toolbar and its dialogs. Without a script there are none: the toolbar is hidden until the island that
//! listens to it is awake.

use blog::text::Text;
use leptos::prelude::*;

use super::fields::field_id;
use crate::components::tool_icon::ToolIcon;
use crate::writing::emphasis::Mark;
use crate::writing::insert::TABLE_SIDE_MAX;
use crate::writing::lists::ListKind;
use crate::writing::tool::{GROUPS, Tool};

/// The buttons above the text.
#[component]
pub fn Toolbar(text: Text) -> impl IntoView {
    let mut is_first = true;
    let mut button = move |tool: Tool| {
        let label = name_of(text, tool);
        let keys = keys_of(text, tool);
        let title = if keys.is_empty() { label.to_owned() } else { format!("{label} ({keys})") };
        let tabindex = if std::mem::take(&mut is_first) { "0" } else { "-1" };
        let is_pressed = matches!(tool, Tool::Focus | Tool::FullScreen).then_some("false");
        view! {
            <button type="button" class="tool" data-tool=tool.name() tabindex=tabindex aria-label=label title=title
                aria-pressed=is_pressed>
                <ToolIcon tool/>
            </button>
        }
    };
    let groups = GROUPS.map(|tools| {
        let buttons: Vec<_> = tools.iter().map(|tool| button(*tool)).collect();
        view! { <div class="tools-group">{buttons}</div> }
    });
    view! {
        <div class="tools" role="toolbar" aria-label=text.tools_title() aria-controls=field_id("body") data-toolbar="" hidden>
            {groups.into_iter().collect_view()}
        </div>
    }
}

/// The dialogs that the tools open.
#[component]
pub fn Dialogs(text: Text) -> impl IntoView {
    view! {
        <Help text/>
        <TableDialog text/>
    }
}

#[component]
fn Help(text: Text) -> impl IntoView {
    let shown =
        GROUPS.into_iter().flatten().chain([&Tool::Save]).map(|tool| (name_of(text, *tool), keys_of(text, *tool)));
    let shown = shown.filter(|(_, keys)| !keys.is_empty());
    let control = text.key_control();
    let others = [
        (text.tool_leave_full_screen(), text.key_escape().to_owned()),
        (text.tool_next_entry(), text.key_enter().to_owned()),
        (text.tool_paste_plain(), format!("{control}+{}+V", text.key_shift())),
        (text.tool_along_tools(), text.key_arrows().to_owned()),
    ];
    let rows = shown.chain(others).map(|(label, keys)| {
        view! {
            <tr>
                <th scope="row">{label.trim_end_matches('…')}</th>
                <td><kbd data-keys="">{keys}</kbd></td>
            </tr>
        }
    });
    view! {
        <dialog class="dialog" id="dialog_help" aria-labelledby="dialog_help_title">
            <h2 id="dialog_help_title">{text.tool_help()}</h2>
            <table class="keys"><tbody>{rows.collect_view()}</tbody></table>
            <p class="field-hint">{text.tool_help_formulas()}</p>
            <form method="dialog" class="form-actions">
                <button class="button">{text.dialog_close()}</button>
            </form>
        </dialog>
    }
}

#[component]
fn TableDialog(text: Text) -> impl IntoView {
    let number = |id: &'static str, label: &'static str, value: &'static str| {
        view! {
            <div class="field">
                <label class="field-label" for=id>{label}</label>
                <input class="input" type="number" id=id min="1" max=TABLE_SIDE_MAX value=value required/>
            </div>
        }
    };
    view! {
        <dialog class="dialog" id="dialog_table" aria-labelledby="dialog_table_title">
            <h2 id="dialog_table_title">{text.table_title()}</h2>
            <form method="dialog" class="form" data-heading=text.table_heading()>
                {number("table_rows", text.table_rows(), "2")}
                {number("table_columns", text.table_columns(), "3")}
                <div class="field">
                    <label class="field-label" for="table_alignment">{text.table_alignment()}</label>
                    <select class="input" id="table_alignment">
                        <option value="start">{text.table_start()}</option>
                        <option value="center">{text.table_center()}</option>
                        <option value="end">{text.table_end()}</option>
                    </select>
                </div>
                <div class="form-actions">
                    <button class="button button-primary" value="insert">{text.dialog_insert()}</button>
                    <button class="button" value="cancel" formnovalidate>{text.dialog_cancel()}</button>
                </div>
            </form>
        </dialog>
    }
}

/// What a tool is called.
fn name_of(text: Text, tool: Tool) -> &'static str {
    match tool {
        Tool::Heading(1) => text.tool_heading_1(),
        Tool::Heading(2) => text.tool_heading_2(),
        Tool::Heading(_) => text.tool_heading_3(),
        Tool::Mark(Mark::Bold) => text.tool_bold(),
        Tool::Mark(Mark::Italic) => text.tool_italic(),
        Tool::Mark(Mark::Struck) => text.tool_struck(),
        Tool::Mark(Mark::Code) => text.tool_code(),
        Tool::Quote => text.tool_quote(),
        Tool::CodeBlock => text.tool_code_block(),
        Tool::List(ListKind::Bullets) => text.tool_bullets(),
        Tool::List(ListKind::Numbers) => text.tool_numbers(),
        Tool::List(ListKind::Tasks) => text.tool_tasks(),
        Tool::Link => text.tool_link(),
        Tool::Image => text.tool_image(),
        Tool::Table => text.tool_table(),
        Tool::Footnote => text.tool_footnote(),
        Tool::Rule => text.tool_rule(),
        Tool::Undo => text.tool_undo(),
        Tool::Redo => text.tool_redo(),
        Tool::Focus => text.tool_focus(),
        Tool::FullScreen => text.tool_full_screen(),
        Tool::Help => text.tool_help(),
        Tool::Save => text.tool_save(),
    }
}

/// A tool's keys as they stand on most keyboards; the island writes those of a Mac.
fn keys_of(text: Text, tool: Tool) -> String {
    tool.keys().replace("Mod", text.key_control()).replace("Shift", text.key_shift()).replace("Enter", text.key_enter())
}
