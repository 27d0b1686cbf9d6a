//! How the site looks: pictures, its accent colour, its footer.

use blog::domain::media::SiteUse;
use blog::domain::site::{Accent, Color, Shades, rules};
use blog::text::Text;
use leptos::prelude::*;

use super::super::fields::{Field, PictureField, TextArea, TextField};
use super::super::media::choosing_path;
use super::super::refusal::Refusal;
use super::{SettingsForm, SettingsSection, label_of};

#[component]
pub(super) fn AppearanceForm(text: Text, form: SettingsForm, refusal: Option<Refusal>) -> impl IntoView {
    let fields = refusal.clone().unwrap_or_default();
    let field = move |name| Field::new(name, label_of(text, name), &fields);
    let shades = Accent::parse(&form.accent).ok().map(Accent::shades);
    view! {
        <SettingsSection text name="appearance" title=text.settings_appearance()
            save=text.settings_appearance_save() version=form.version refusal>
            <PictureField field=field("logo").hint(text.settings_logo_hint()) value=form.logo
                library=choosing_path(Some(SiteUse::Logo)) choose=text.media_choose()/>
            <PictureField field=field("icon").hint(text.settings_icon_hint()) value=form.icon
                library=choosing_path(Some(SiteUse::Icon)) choose=text.media_choose()/>
            <PictureField field=field("social_image").hint(text.settings_social_image_hint()) value=form.social_image
                library=choosing_path(Some(SiteUse::SocialImage)) choose=text.media_choose()/>
            <TextField field=field("accent").hint(text.settings_accent_hint()) value=form.accent is_code=true/>
            {shades.map(|shades| view! { <Result text shades/> })}
            <TextArea field=field("footer").hint(text.settings_footer_hint()) value=form.footer rule=rules::FOOTER
                rows=3/>
        </SettingsSection>
    }
}

/// What becomes of the accent, in light and in dark: drawn, as no style may stand in the page itself.
#[component]
fn Result(text: Text, shades: Shades) -> impl IntoView {
    let [light, dark] = shades.accent;
    let [light_paper, dark_paper] = [Color([0xfb, 0xfa, 0xf6]), Color([0x15, 0x17, 0x16])];
    view! {
        <div class="accent-result">
            <p class="muted">{text.settings_accent_result(&light.to_string(), &dark.to_string())}</p>
            <Sample label=text.settings_accent_light() paper=light_paper accent=light on_accent=shades.on_accent[0]/>
            <Sample label=text.settings_accent_dark() paper=dark_paper accent=dark on_accent=shades.on_accent[1]/>
        </div>
    }
}

#[component]
fn Sample(label: &'static str, paper: Color, accent: Color, on_accent: Color) -> impl IntoView {
    view! {
        <svg class="accent-sample" viewBox="0 0 160 48" role="img" aria-label=label>
            <rect width="160" height="48" rx="4" fill=paper.to_string()></rect>
            <text x="14" y="30" font-size="16" fill=accent.to_string()>"Aa"</text>
            <rect x="56" y="10" width="88" height="28" rx="4" fill=accent.to_string()></rect>
            <text x="89" y="30" font-size="16" fill=on_accent.to_string()>"Aa"</text>
        </svg>
    }
}
