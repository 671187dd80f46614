//! Last labels of host names. Any word can be one on an inside network or as a new domain, but `\\self.name` is a program's text far more often than
//! a machine: where nothing else speaks for a host, its last label has to be one in common use.

use super::chars::among;

/// Generic domains in wide use, reserved ones, and those of inside networks. Every pair of letters is a country.
const COMMON: &str = "com net org edu gov mil int info biz pro xyz top site online club shop app dev cloud tech page link live space website icu \
    vip work zone email network systems services solutions digital agency center group world today news blog media store host hosting \
    software support consulting studio design security finance bank global international company team tools ninja guru one win bid loan \
    download stream date review trade men party cyou rest sbs buzz fun monster quest cfd lol mobi asia aero coop museum travel cat jobs tel \
    eus gal bzh swiss berlin wien london paris nyc tokyo moscow africa test example invalid localhost onion \
    local lan intra intranet internal corp home localdomain private priv arpa domain ad workgroup";
/// Domains in other scripts.
const COMMON_WIDE: &str = "рф рус москва дети онлайн сайт орг укр бел срб бг мкд қаз мон ею испытание ελ ευ δοκιμή გე հայ ישראל טעסט امارات مصر السعودية \
    ایران عمان الاردن پاکستان فلسطين قطر تونس سورية المغرب الجزائر عراق بھارت موقع شبكة إختبار آزمایشی भारत संगठन परीक्षा ভারত বাংলা ไทย คอม இலங்கை \
    பரிட்சை 中国 中國 公司 网络 網絡 香港 台湾 台灣 新加坡 澳門 在线 中文网 网站 商城 测试 測試 コム みんな ストア テスト 한국 닷컴 닷넷 테스트";

/// Whether a last label, in small letters, is one in common use.
pub(super) fn is_common(label: &str) -> bool {
    if label.is_ascii() {
        return label.len() == 2 || label.starts_with("xn--") || among(COMMON, label);
    }
    among(COMMON_WIDE, label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_ones() {
        assert!(["com", "de", "рф", "xn--p1ai", "local"].into_iter().all(is_common));
        assert!(!["bar", "name", "method", "split", ""].into_iter().any(is_common));
    }
}
