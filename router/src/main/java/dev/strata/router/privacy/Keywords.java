package dev.strata.router.privacy;

import java.util.List;

/**
 * Words whose nearness makes a doubtful number a sure one.
 *
 * @param words in lower case
 * @param reach how many characters before the number a word may begin
 */
record Keywords(List<String> words, int reach) {
    static final Keywords PHONE =
            new Keywords(
                    List.of(
                            "phone",
                            "telephone",
                            "tel",
                            "mobile",
                            "cell",
                            "cellphone",
                            "fax",
                            "whatsapp",
                            "call me",
                            "call us",
                            "call him",
                            "call her",
                            "call at",
                            "text me",
                            "reach me",
                            "reach us",
                            "reach him",
                            "reach her",
                            "contact",
                            "电话",
                            "手机",
                            "座机",
                            "联系",
                            "拨打",
                            "致电",
                            "传真",
                            "微信",
                            "號碼",
                            "電話",
                            "手機"),
                    32);
    static final Keywords SSN =
            new Keywords(
                    List.of(
                            "ssn",
                            "social security",
                            "social-security",
                            "社会安全号",
                            "社会保障号",
                            "社会安全号码"),
                    40);
    static final Keywords RESIDENT_ID =
            new Keywords(List.of("身份证", "身分证", "身份證", "resident id", "id card"), 24);
    static final Keywords ADDRESS =
            new Keywords(
                    List.of(
                            "ip", "ipv4", "ipv6", "host", "server", "address", "addr", "ping",
                            "ssh", "地址", "服务器", "主机"),
                    32);
    static final Keywords VERSION =
            new Keywords(List.of("version", "v", "release", "section", "版本", "章", "节"), 12);

    /** True where one of the words stands shortly before {@code position}. */
    boolean before(Text text, int position) {
        for (int i = Math.max(0, position - reach); i < position; i++) {
            for (String word : words) {
                if (i + word.length() <= position && text.hasWordAt(i, word)) {
                    return true;
                }
            }
        }
        return false;
    }
}
