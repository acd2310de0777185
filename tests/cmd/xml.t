# dlp-scan on settings and data in XML, as people keep them: what is found, and
# in which line of the file.
pw=Wq8zR2"pLm4Tx"
key=9fQ2xLrT8v"Kp3ZsW6mYd7Bn1"
ssn=536-22-"8145"
sealed=kq2m1s0VTf1s9nYwJc7Qe3v5Zt8xK2mLr4PqD6fHg0s=
three="3;"
# The document on stdin has these findings, rule@line, and no others.
has() {
	{ echo '<?xml version="1.0" encoding="UTF-8"?>'; cat; } >doc.xml
	dlp-scan --format=ndjson --exit-zero doc.xml >out
	test "$(jq -r 'select(.type == "document").format' out)" = xml
	test "$(jq -r 'select(.type == "finding") | "\(.rule)@\(.line)"' out |
		tr '\n' ' ')" = "$*${1:+ }"
}

# Maven, NuGet, Jenkins, Ant.
has maven.settings-password@4 maven.settings-password@6 <<EOT
<settings>
 <servers><server><id>a</id>
  <password>$pw</password></server></servers>
 <proxies><proxy><host>h</host>
  <password>$pw</password></proxy></proxies>
</settings>
EOT
has nuget.config-password@3 <<EOT
<configuration><packageSourceCredentials><Feed>
 <add key="ClearTextPassword" value="$pw" />
</Feed></packageSourceCredentials></configuration>
EOT
has <<EOT
<package><metadata><id>A</id><version>1.0.0</version>
<description>Reads passwords</description></metadata></package>
EOT
has credfile.jenkins@3 <<EOT
<com.cloudbees.plugins.credentials.SystemCredentialsProvider>
 <password>{AQAAABAAAAAQ$sealed}</password>
</com.cloudbees.plugins.credentials.SystemCredentialsProvider>
EOT
has generic.password@2 cli.key-passphrase@3 <<EOT
<project name="a"><property name="sql.password" value="$pw"/>
<signjar jar="a.jar" storepass="$pw"/></project>
EOT

# Servers.
has generic.password@2 <<EOT
<tomcat-users><user username="admin" password="$pw" roles="admin"/></tomcat-users>
EOT
has generic.password@4 <<EOT
<Server>
 <Resource name="jdbc/db" username="app"
  password="$pw" url="jdbc:mysql://db:3306/app"/>
</Server>
EOT
has database.connection-string@3 credfile.appsettings@4 <<EOT
<configuration>
 <add name="D" connectionString="Server=db1;Database=app;User Id=app;Password=$pw;" />
 <add key="ApiSecret" value="$key" />
</configuration>
EOT
has generic.password@2 <<EOT
<Project><PropertyGroup><UserName>u</UserName><Password>$pw</Password>
</PropertyGroup></Project>
EOT
has generic.password@2 <<EOT
<publishData><publishProfile userName="u" userPWD="$pw$key" /></publishData>
EOT
has generic.password@2 <<EOT
<server xmlns="urn:jboss:domain:10.0"><security><user-name>a</user-name><password>$pw</password></security></server>
EOT
has windows.unattend@2 <<EOT
<unattend><AutoLogon><Password><Value>$pw</Value></Password></AutoLogon></unattend>
EOT
has credfile.filezilla@2 <<EOT
<FileZilla3><Server><User>jo</User><Pass encoding="base64">V3E4elIycExtNFR4</Pass></Server></FileZilla3>
EOT

# Java, Android, Apple, Hadoop.
has generic.password@2 generic.password@3 <<EOT
<properties><property name="javax.persistence.jdbc.password" value="$pw"/>
<property name="hibernate.connection.password">$pw</property></properties>
EOT
has generic.password@2 xml.password@3 <<EOT
<beans><bean><property name="password" value="$pw"/></bean>
<bean><property name="password"><value>$pw</value></property></bean></beans>
EOT
has generic.password@3 <<EOT
<configuration><property><name>javax.jdo.option.ConnectionPassword</name>
<value>$pw</value></property></configuration>
EOT
has smtp.password@2 <<EOT
<Configuration><SMTP smtpHost="h" smtpUsername="u" smtpPassword="$pw"/></Configuration>
EOT
has generic.api-key@2 generic.password@3 <<EOT
<resources><string name="api_secret">$key</string>
<string name="db_password">$pw</string></resources>
EOT
has generic.password@4 <<EOT
<plist version="1.0"><dict>
 <key>password</key>
 <string>$pw</string></dict></plist>
EOT

# Messages and text; what is written with references and in CDATA.
has generic.password@2 us.ssn@3 <<EOT
<s:Envelope><wsse:Password Type="urn:x#PasswordText">$pw</wsse:Password>
<ssn>$ssn</ssn></s:Envelope>
EOT
has us.ssn@2 <<EOT
<samlp:Response><saml:Attribute Name="ssn"><saml:AttributeValue>$ssn</saml:AttributeValue></saml:Attribute></samlp:Response>
EOT
has us.ssn@2 <<EOT
<rss><item><content:encoded><![CDATA[<p>My SSN is $ssn</p>]]></content:encoded></item></rss>
EOT
has us.ssn@3 generic.password@4 <<EOT
<!DOCTYPE book [<!ENTITY co "Example">]>
<book><para>&co; has the SSN &#5${three}${ssn#5} &mdash; change it.</para>
<programlisting>db_password=$pw</programlisting></book>
EOT
has <<EOT
<urlset><url><loc>https://example.com/a?id=12345678</loc></url></urlset>
EOT
